import type { Access } from '../../core/ports/connector.ts'
import type { OutboundResponse } from '../../core/ports/outbound-fetch.ts'
import { ListenFailure } from '../../core/ports/connector.ts'
import { listenFailure, retryAfterMs } from '../shared/failure.ts'
import { fieldsOf, textOf } from '../shared/read.ts'

/**
 * The one place that speaks to LINE. Its SDK brings its own `fetch` and takes neither an agent nor a dispatcher,
 * so it could not obey the proxy and the refusal of private addresses: its types are used, its client is not.
 */
export interface LineCall {
  method: 'GET' | 'POST'
  path: string
  body?: unknown
  headers?: Record<string, string>
  /** Bytes of messages have a host of their own. */
  host?: 'api' | 'data'
  maxBytes?: number
}

/** One request, never repeated. @throws OutboundFailure when there was no answer, ListenFailure when a credential is missing. */
export async function callLine(access: Access, call: LineCall): Promise<OutboundResponse> {
  const token = access.credentials['channelAccessToken']
  if (!token) throw new ListenFailure('a credential is missing', { kind: 'reconnect' })
  const hosts = { api: access.baseUrls['api'] ?? 'https://api.line.me', data: access.baseUrls['data'] ?? 'https://api-data.line.me' }
  return access.outbound.fetch(new URL(call.path, hosts[call.host ?? 'api']), {
    method: call.method,
    headers: { authorization: `Bearer ${token}`, ...(call.body === undefined ? {} : { 'content-type': 'application/json' }), ...call.headers },
    body: call.body === undefined ? undefined : JSON.stringify(call.body),
    maxBytes: call.maxBytes,
    signal: access.signal,
  })
}

/** A read that must succeed. @throws ListenFailure with what to do next. */
export async function readLine(access: Access, path: string): Promise<OutboundResponse> {
  let answer: OutboundResponse
  try {
    answer = await callLine(access, { method: 'GET', path })
  } catch (error) {
    throw listenFailure(error)
  }
  if (answer.status === 200 || answer.status === 404) return answer
  throw new ListenFailure(`LINE answered ${answer.status}: ${messageOf(answer)}`, nextAfter(answer))
}

/** `{message, details: [{message, property}]}`; a proxy's page is no message. */
export function messageOf(answer: OutboundResponse): string {
  const body = jsonOf(answer)
  const details = Array.isArray(body['details']) ? body['details'].map((one: unknown) => [textOf(fieldsOf(one)['property'], 200), textOf(fieldsOf(one)['message'], 500)].filter(Boolean).join(': ')) : []
  return [textOf(body['message'], 500) ?? `HTTP ${answer.status}`, ...details].join(' / ')
}

/** The answer's object, empty when it is no JSON. */
export function jsonOf(answer: OutboundResponse): Record<string, unknown> {
  try {
    return fieldsOf(answer.json())
  } catch {
    return {}
  }
}

function nextAfter(answer: OutboundResponse): ListenFailure['next'] {
  if (answer.status === 401) return { kind: 'reconnect' }
  if (answer.status === 429 || answer.status >= 500) return { kind: 'retry', afterMs: retryAfterMs(answer.headers) }
  const said = messageOf(answer)
  return { kind: 'limited', words: { ja: `LINEが断りました: ${said}`, en: `LINE refused: ${said}` } }
}
