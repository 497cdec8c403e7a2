import { ListenFailure } from '../../core/ports/connector.ts'

export interface TokenPage<T> {
  page: T
  /** Absent on the last page. An empty page may well have one: the walk goes on. */
  next: string | null
}

const mostPages = 1000

/**
 * Walks to the page without a next token, empty pages included.
 * @throws ListenFailure when the network hands out a token for the second time, or never ends.
 */
export async function* walkPages<T>(fetchPage: (token: string | null) => Promise<TokenPage<T>>): AsyncGenerator<TokenPage<T>> {
  const seen = new Set<string>()
  let token: string | null = null
  for (;;) {
    const answer = await fetchPage(token)
    yield answer
    token = answer.next
    if (token === null) return
    if (seen.has(token) || seen.size >= mostPages) throw new ListenFailure('the network goes round in circles: a page token came twice', { kind: 'retry', afterMs: 300_000 })
    seen.add(token)
  }
}
