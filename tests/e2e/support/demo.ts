import { inject } from 'vitest'
import type { ConversationRow } from '../../../core/conversation/conversation.ts'
import type { Demo } from './global-demo.ts'

export const demo: Demo = inject('demo')

export type PersonName = '花子' | '健' | '美咲' | '翔太' | '直子' | '一郎'

/** One person's request without a browser, for what a test needs to find in place. Throws on anything but success. */
export async function ask<T>(person: PersonName, method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<T> {
  const cookie = demo.cookies[person]!.map(({ name, value }) => `${name}=${value}`).join('; ')
  const answer = await fetch(`${demo.origin}/api${path}`, {
    method, headers: { cookie, origin: demo.origin, 'content-type': 'application/json', ...headers }, body: body === undefined ? undefined : JSON.stringify(body),
  })
  if (!answer.ok) throw new TypeError(`${method} ${path}: ${answer.status} ${await answer.text()}`)
  return (await answer.json()) as T
}

export interface Call {
  method: string
  path: string
  body: string
  status?: number
}

/** The network's end, as its simulator lets a test play it. */
export const x = network(demo.x)
export const line = network(demo.line)

function network(url: string) {
  async function at<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await fetch(`${url}/_simulator${path}`, { method, headers: { 'content-type': 'application/json' }, body: body === undefined ? undefined : JSON.stringify(body) })
    return (answer.status === 204 ? undefined : await answer.json()) as T
  }
  return {
    place: <T>(what: unknown) => at<T>('POST', '/posts', what),
    deliver: (body: unknown) => at('POST', '/deliver', body),
    fault: (fault: unknown) => at('POST', '/faults', fault),
    /** Calls to one path whose body holds this text. */
    callsWith: async (path: RegExp, text: string) => (await at<Call[]>('GET', '/calls')).filter((call) => call.method === 'POST' && path.test(call.path) && call.body.includes(JSON.stringify(text).slice(1, -1))),
  }
}

/** Somebody writes to the company at LINE; gives the conversation once it is in the inbox. */
export async function arriveAtLine(name: string, text: string): Promise<ConversationRow> {
  await line.place({ who: { user: name }, act: { type: 'text', text } })
  return arrived(text)
}

/** Somebody mentions the company at X. */
export async function arriveAtX(username: string, name: string, text: string): Promise<ConversationRow> {
  await x.place({ author: username, authorName: name, text: `@kazamachi_seika ${text}` })
  return arrived(text)
}

async function arrived(text: string): Promise<ConversationRow> {
  for (const until = Date.now() + 20_000; Date.now() < until; ) {
    const { rows } = await ask<{ rows: ConversationRow[] }>('花子', 'GET', '/conversations?view=all&limit=20')
    const found = rows.find((row) => row.last.text.includes(text))
    if (found) return found
    await new Promise((resolve) => setTimeout(resolve, 150))
  }
  throw new TypeError(`“${text}” did not arrive`)
}
