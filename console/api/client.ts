import { hc, type ClientRequestOptions, type ClientResponse } from 'hono/client'
import type { AppType } from '../../api/app.ts'
import { kept } from '../app/kept.ts'

/** What went wrong, in words a person can act on. `status` 0: the server was not reached. */
export class ApiError extends Error {
  readonly status: number
  readonly code: string
  readonly sentence: { ja: string; en: string }
  readonly requestId: string | null
  readonly details: Record<string, unknown>

  constructor(status: number, code: string, sentence: { ja: string; en: string }, requestId: string | null = null, details: Record<string, unknown> = {}) {
    super(`${code}: ${sentence.en}`)
    this.name = 'ApiError'
    this.status = status
    this.code = code
    this.sentence = sentence
    this.requestId = requestId
    this.details = details
  }
}

const unreachable = { ja: 'サーバーに接続できません。接続を確認してください。', en: 'The server cannot be reached. Check your connection.' }
const unreadable = { ja: 'サーバーの応答を読み取れませんでした。', en: 'The answer of the server could not be read.' }

/** Carries cookie and workspace with every request; a network failure becomes an ApiError like any other. */
export async function send(input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers)
  const workspace = kept('workspace')
  if (workspace) headers.set('X-Workspace', workspace)
  try {
    return await fetch(input, { ...init, headers, credentials: 'same-origin' })
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause
    throw new ApiError(0, 'unreachable', unreachable)
  }
}

/** For what the typed client cannot send, such as a stream. */
export async function readAnswer<T>(response: Pick<Response, 'ok' | 'status' | 'headers' | 'json'>): Promise<T> {
  if (response.status === 204) return undefined as T
  const body: unknown = await response.json().catch(() => null)
  if (response.ok) return body as T
  throw toError(response, body)
}

function toError(response: Pick<Response, 'status' | 'headers'>, body: unknown): ApiError {
  const requestId = response.headers.get('x-request-id')
  if (!isErrorBody(body)) return new ApiError(response.status, 'unreadable', unreadable, requestId)
  return new ApiError(response.status, body.code, body.message, body.requestId ?? requestId, body.details ?? {})
}

interface ErrorBody {
  code: string
  message: { ja: string; en: string }
  requestId?: string
  details?: Record<string, unknown>
}

function isErrorBody(body: unknown): body is ErrorBody {
  if (typeof body !== 'object' || body === null || !('code' in body) || !('message' in body)) return false
  const { message } = body
  return typeof message === 'object' && message !== null && 'ja' in message && 'en' in message
}

/** Every route of the server, typed by its own handlers. Wrap each call in `call`. */
export const api = hc<AppType>('/', { fetch: send, buildSearchParams: toQuery }).api

/** The body of a good answer; every other one is thrown as the ApiError that the server named. */
export async function call<R extends ClientResponse<unknown>>(answer: Promise<R>): Promise<Awaited<ReturnType<R['json']>>> {
  return readAnswer<Awaited<ReturnType<R['json']>>>(await answer)
}

/** What the person saw: a newer row answers 409. */
export function ifMatch(version: number): ClientRequestOptions {
  return { headers: { 'If-Match': `"${version}"` } }
}

/** For what creates or sends: the same key for every try of one act, so that two clicks do one thing. */
export function once(key: string = crypto.randomUUID()): ClientRequestOptions {
  return { headers: { 'Idempotency-Key': key } }
}

/** Lists go as commas; what is empty does not go. */
function toQuery(query: Record<string, string | string[]>): URLSearchParams {
  const params = new URLSearchParams()
  for (const [key, value] of Object.entries(query)) {
    const text = Array.isArray(value) ? value.join(',') : value
    if (text !== undefined && text !== null && text !== '') params.set(key, text)
  }
  return params
}
