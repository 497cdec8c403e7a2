import { connect } from 'node:net'
import { expect } from 'vitest'
import type { TestProduct } from './product.ts'

export interface Hit {
  status: number
  headers: Headers
  text: string
}

export interface Attack {
  method?: string
  /** Sent as it is; an object becomes JSON. */
  body?: string | Uint8Array<ArrayBuffer> | FormData | object
  headers?: Record<string, string>
  cookie?: string
}

/** What an answer to a stranger must never hold: stacks, our folders, the database's own words. */
const innards = /node_modules|\n\s+at \S+ \(|\.ts:\d+|SQLSTATE|syntax error at or near|invalid input syntax|duplicate key value|violates \S+ constraint|relation "|pg_catalog/

/** Talks to a running product from outside and remembers every answer that no attack may bring about. */
export function makeAttacker(product: TestProduct, port: number, origin: string) {
  const broken: string[] = []

  async function hit(path: string, { method = 'GET', body, headers = {}, cookie }: Attack = {}): Promise<Hit> {
    const isJson = body !== undefined && !(typeof body === 'string' || body instanceof Uint8Array || body instanceof FormData)
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method, redirect: 'manual', signal: AbortSignal.timeout(10_000),
      headers: { origin, ...(cookie === undefined ? {} : { cookie }), ...(body === undefined || body instanceof FormData ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: isJson ? JSON.stringify(body) : (body as string | Uint8Array<ArrayBuffer> | FormData) }),
    })
    const text = await response.text()
    if (response.status >= 500 || (response.status >= 400 && innards.test(text))) broken.push(`${method} ${path.slice(0, 120)}: ${response.status} ${text.slice(0, 300)}`)
    return { status: response.status, headers: response.headers, text }
  }

  /** Bytes on a bare socket; answers the status of the first answer, or null where there was none. */
  function raw(bytes: string | Buffer): Promise<number | null> {
    return new Promise((resolve) => {
      const socket = connect(port, '127.0.0.1')
      let text = ''
      const done = () => {
        clearTimeout(timer)
        socket.destroy()
        resolve(Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1]) || null)
      }
      const timer = setTimeout(done, 3000)
      socket.on('data', (part: Buffer) => {
        text += part.toString('latin1')
        if (text.includes('\r\n\r\n')) done()
      }).on('close', done).on('error', () => {})
      socket.write(bytes)
    })
  }

  /** The rule for every attack: nothing broke, the product is ready, and who works there still can. */
  async function expectUnharmed(cookie: string): Promise<void> {
    expect(broken.splice(0)).toEqual([])
    expect((await hit('/readyz')).text).toContain('"ok":true')
    expect((await hit('/api/me', { cookie })).status).toBe(200)
    expect(product.parts.storage.pool.waitingCount).toBe(0)
  }

  return { hit, raw, expectUnharmed }
}

/** Texts that have broken other programs. */
export const hostileTexts = [
  '', ' ', '\u0000', 'a\u0000b', '\ud800', '\udfffよ', '😀'.repeat(300), 'ｱ'.repeat(900), '\u202eabc', '\r\nX-Evil: 1', '<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', 'javascript:alert(1)',
  "' or 1=1 --", "'); drop table mention;--", '$1', '%', '%%', '_', '\\', '"', "'tok':1 & !'x'", '((((', ')', 'a AND', 'NOT', '-"', 'a:*', '<->', '${7*7}', '{{7*7}}', '../../etc/passwd',
  'NaN', 'Infinity', '1e309', '-1', '9'.repeat(40), '0x10', 'null', 'true', '[]', '{}', '2026-13-45', '9999999-01-01', '-271821-04-20T00:00:00Z', '2026-02-30T25:61:61Z', '__proto__', 'constructor',
]

export const hostileValues: readonly unknown[] = [...hostileTexts, 1e308, -1, 2147483648, 1.5, null, true, [], {}, [[[]]], { $ne: 1 }, Array.from({ length: 2000 }, () => 'a')]

export const hostileBodies = [
  '', 'null', '[]', '{}', '"x"', '1', '{bad', '\ufeff{}', '{"__proto__":{"role":"administrator"}}', '{"constructor":{"prototype":{"role":"administrator"}}}', '{"name":"\\u0000"}', '{"name":"\\ud800"}',
  '{"n":1e999}', '{"n":123456789012345678901234567890}', '{"name":1,"name":"二"}', '['.repeat(50_000), `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`,
]
