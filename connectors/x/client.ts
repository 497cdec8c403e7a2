import type { Socket } from 'node:net'
import type { ApiRequestError, ApiResponseError, TwitterApiReadWrite } from 'twitter-api-v2'
import { parseJson } from '../../core/json.ts'
import type { Access } from '../../core/ports/connector.ts'
import { ListenFailure } from '../../core/ports/connector.ts'
import { OutboundFailure } from '../../core/ports/outbound-fetch.ts'

/**
 * The one place that speaks to X. `twitter-api-v2` signs and sends; paging, retries and what an answer means are ours.
 * The package always speaks to https://api.x.com; the agent leads it elsewhere when the operator named another base.
 */

export interface XCall {
  method: 'GET' | 'POST'
  /** Below `/2/`. */
  path: string
  query?: Record<string, string>
  body?: Record<string, unknown>
  /** Signed as the account, or read with the app's bearer token where there is one. */
  as: 'account' | 'app'
}

export interface XAnswer {
  status: number
  headers: Headers
  /** Parsed JSON, or the text as it came. */
  data: unknown
}

const deadlineMs = 15_000
const maxBytes = 10 * 1024 * 1024

/**
 * One request, never repeated. Any status is an answer.
 * @throws OutboundFailure when there was none; `sent` says whether it can have reached X. ListenFailure when a credential is missing.
 */
export async function callX(access: Access, call: XCall): Promise<XAnswer> {
  if (access.signal.aborted) throw new OutboundFailure('aborted', false, 'given up by the caller')
  const client = await openClient(access, call.as)
  const wire = watchWire(access.signal)
  try {
    const options = { fullResponse: true, compression: 'identity', forceParseMode: 'text', requestEventDebugHandler: wire.onEvent } as const
    const answer = call.method === 'GET'
      ? await client.v2.get<string>(call.path, call.query, options)
      : await client.v2.post<string>(call.path, call.body, options)
    if (wire.ended) throw new Error(`the answer was cut off: ${wire.ended}`)
    return { status: 200, headers: toHeaders(answer.headers), data: readBody(answer.data) }
  } catch (error) {
    return readError(error, wire)
  } finally {
    wire.stop()
  }
}

async function openClient(access: Access, as: XCall['as']): Promise<TwitterApiReadWrite> {
  // The package is loaded at the first call: it costs a fifth of a second of the start.
  const { TwitterApi } = await import('twitter-api-v2')
  const { consumerKey, consumerSecret, accessToken, accessSecret, bearerToken } = access.credentials
  const httpAgent = access.outbound.agentFor(access.baseUrls['api'] ?? 'https://api.x.com')
  if (as === 'app' && bearerToken) return new TwitterApi(bearerToken, { httpAgent }).readWrite
  if (!consumerKey || !consumerSecret || !accessToken || !accessSecret) throw new ListenFailure('a credential is missing', { kind: 'reconnect' })
  return new TwitterApi({ appKey: consumerKey, appSecret: consumerSecret, accessToken, accessSecret }, { httpAgent }).readWrite
}

interface Wire {
  onEvent(event: string, data?: { socket?: Socket; res?: { on(name: 'data', listener: (chunk: Uint8Array) => void): void } }): void
  /** A connection stood, so bytes of the request can have left. */
  readonly connected: boolean
  readonly ended: OutboundFailure['reason'] | null
  stop(): void
}

/** Deadline, size limit and the caller's signal for a client that knows none of them: the socket is cut. */
function watchWire(signal: AbortSignal): Wire {
  let socket: Socket | undefined
  let connected = false
  let ended: OutboundFailure['reason'] | null = null
  let bytes = 0
  function end(reason: OutboundFailure['reason']): void {
    ended ??= reason
    socket?.destroy(new Error(reason))
  }
  const onAbort = () => end('aborted')
  const timer = setTimeout(() => end('timeout'), deadlineMs)
  signal.addEventListener('abort', onAbort, { once: true })
  return {
    onEvent(event, data) {
      if (event === 'socket' && data?.socket) {
        socket = data.socket
        connected ||= !socket.connecting
        if (ended) socket.destroy(new Error(ended))
      }
      if (event === 'socket-connect') connected = true
      if (event === 'response') data?.res?.on('data', (chunk) => {
        bytes += chunk.length
        if (bytes > maxBytes) end('too-large')
      })
    },
    get connected() { return connected },
    get ended() { return ended },
    stop() {
      clearTimeout(timer)
      signal.removeEventListener('abort', onAbort)
    },
  }
}

function readError(error: unknown, wire: Wire): XAnswer {
  if (isResponseError(error)) return { status: error.code, headers: toHeaders(error.headers), data: readBody(error.data) }
  const cause = isRequestError(error) ? error.requestError : error
  if (cause instanceof OutboundFailure) throw cause
  const message = cause instanceof Error ? cause.message : String(cause)
  const reason = wire.ended ?? (wire.connected ? 'reset' : 'unreachable')
  throw new OutboundFailure(reason, wire.connected, `no answer from X: ${message}`, cause)
}

/** JSON by our own reader, which keeps long ids; what is no JSON stays text for the caller to refuse. */
function readBody(body: unknown): unknown {
  if (typeof body !== 'string') return body
  try {
    return parseJson(body)
  } catch {
    return body
  }
}

/** By shape: the classes are there only once the package is loaded. */
function isResponseError(error: unknown): error is ApiResponseError {
  return error instanceof Error && (error as Partial<ApiResponseError>).type === 'response'
}

function isRequestError(error: unknown): error is ApiRequestError {
  return error instanceof Error && (error as Partial<ApiRequestError>).type === 'request'
}

function toHeaders(from: Record<string, string | string[] | undefined> | undefined): Headers {
  const headers = new Headers()
  for (const [name, value] of Object.entries(from ?? {})) {
    for (const one of Array.isArray(value) ? value : value === undefined ? [] : [value]) headers.append(name, one)
  }
  return headers
}
