import { ListenFailure } from '../../core/ports/connector.ts'

export interface TokenPage<T> {
  page: T
  /** Absent on the last page. An empty page may well have one: the walk goes on. */
  next: string | null
}

const mostPages = 1000
/** A network that is behind may hand out the same token again and mean "not yet". */
const mostRepeats = 3

/**
 * Walks to the page without a next token, empty pages included.
 * @throws ListenFailure when the network hands out the same token again and again, or never ends.
 */
export async function* walkPages<T>(fetchPage: (token: string | null) => Promise<TokenPage<T>>): AsyncGenerator<TokenPage<T>> {
  const seen = new Map<string, number>()
  let token: string | null = null
  for (;;) {
    const answer = await fetchPage(token)
    yield answer
    token = answer.next
    if (token === null) return
    const times = (seen.get(token) ?? 0) + 1
    if (times > mostRepeats || seen.size >= mostPages) throw new ListenFailure('the network goes round in circles: its page tokens repeat', { kind: 'retry', afterMs: 300_000 })
    seen.set(token, times)
  }
}
