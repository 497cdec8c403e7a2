import { readAnswer, send } from './client.ts'

export interface Ask {
  query?: object
  body?: unknown
  form?: FormData
  /** The version that the person saw. */
  version?: number
  /** For what creates: the same key for every try of one act. */
  key?: string
  signal?: AbortSignal
}

/** One request in the console's manner, for what the typed client cannot send: comma lists, files, streams. */
export async function request<T>(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, ask: Ask = {}): Promise<T> {
  const headers: Record<string, string> = {}
  if (ask.body !== undefined) headers['Content-Type'] = 'application/json'
  if (ask.version !== undefined) headers['If-Match'] = `"${ask.version}"`
  if (ask.key !== undefined) headers['Idempotency-Key'] = ask.key
  const body = ask.form ?? (ask.body === undefined ? undefined : JSON.stringify(ask.body))
  return readAnswer<T>(await send(`/api${path}${queryText(ask.query)}`, { method, headers, body, signal: ask.signal }))
}

/** `?a=1&b=x,y`; what is empty does not go. */
export function queryText(query: object = {}): string {
  const params = new URLSearchParams()
  for (const [key, value] of Object.entries(query)) {
    const text = Array.isArray(value) ? value.join(',') : value === undefined || value === null ? '' : String(value)
    if (text !== '') params.set(key, text)
  }
  return params.size > 0 ? `?${params}` : ''
}
