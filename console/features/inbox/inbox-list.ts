import type { ConversationRow } from '../../../core/conversation/conversation.ts'
import type { Page } from '../../../core/input.ts'

/** What the server is asked for: the first page, the one behind a cursor, or one by place. */
export interface PageRequest {
  limit: number
  snapshot?: number
  after?: string
  offset?: number
}

export type LoadPage = (request: PageRequest, signal: AbortSignal) => Promise<Page<ConversationRow>>

/** Beyond this the list asks to be narrowed. */
export const maxRows = 10_000
const pageSize = 100

interface LoadedPage {
  status: 'loading' | 'ready' | 'failed'
  after: string | null
  error: unknown
  abort: AbortController
}

/**
 * The rows of one view in an order that stands still: what arrives later is counted elsewhere, and what leaves the view
 * keeps its place, so that nothing moves under the pointer. Loads by windows; rows are known by id, never by place.
 */
export class InboxList {
  readonly #load: LoadPage
  /** Whether a row no longer belongs to the view. */
  readonly #hasLeft: (row: ConversationRow) => boolean
  readonly #pages = new Map<number, LoadedPage>()
  readonly #ids: (string | undefined)[] = []
  readonly #places = new Map<string, number>()
  readonly #rows = new Map<string, ConversationRow>()
  readonly #watchers = new Set<() => void>()
  #version = 0
  #total: number | null = null
  #totalIsExact = true
  #snapshot: number | null = null

  /** Which drawing of the view it is; a person who asks for what is new gets the next. */
  readonly drawing: number

  constructor(load: LoadPage, hasLeft: (row: ConversationRow) => boolean, drawing = 0) {
    this.drawing = drawing
    this.#load = load
    this.#hasLeft = hasLeft
  }

  /** Null until the first page is there: an unknown count is never shown as 0. */
  get total(): number | null {
    return this.#total
  }
  get totalIsExact(): boolean {
    return this.#totalIsExact
  }
  get snapshot(): number | null {
    return this.#snapshot
  }
  /** Rows that can be drawn. */
  get length(): number {
    return Math.min(this.#total ?? 0, maxRows)
  }
  /** Why there is nothing to draw at all. */
  get error(): unknown {
    const first = this.#pages.get(0)
    return this.#total === null && first?.status === 'failed' ? first.error : null
  }

  watch = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher)
    return () => {
      this.#watchers.delete(watcher)
    }
  }
  /** Grows with each change; what `useSyncExternalStore` compares. */
  version = (): number => this.#version

  at(index: number): ConversationRow | undefined {
    const id = this.#ids[index]
    return id === undefined ? undefined : this.#rows.get(id)
  }
  row(id: string): ConversationRow | undefined {
    return this.#rows.get(id)
  }
  /** -1 when it is not in what has been loaded. */
  placeOf(id: string): number {
    return this.#places.get(id) ?? -1
  }
  hasLeft(row: ConversationRow): boolean {
    return this.#hasLeft(row)
  }
  loadedIds(): string[] {
    return this.#ids.filter((id) => id !== undefined)
  }
  failureAt(index: number): unknown {
    const page = this.#pages.get(Math.floor(index / pageSize))
    return page?.status === 'failed' ? page.error : null
  }

  /** Loads what these places need; pages that nobody looks at any more are let go. */
  want(from: number, to: number): void {
    const first = Math.max(0, Math.floor(from / pageSize))
    const last = this.#total === null ? 0 : Math.floor(Math.max(0, Math.min(to, this.length - 1)) / pageSize)
    for (const [number, page] of this.#pages) {
      if (page.status !== 'loading' || number === 0 || (number >= first - 1 && number <= last + 1)) continue
      page.abort.abort()
      this.#pages.delete(number)
    }
    for (let number = this.#total === null ? 0 : first; number <= last; number++) {
      if (!this.#pages.has(number)) void this.#loadPage(number)
    }
  }

  retry(): void {
    for (const [number, page] of this.#pages) {
      if (page.status !== 'failed') continue
      this.#pages.delete(number)
      void this.#loadPage(number)
    }
  }

  /** Changes a row that is shown; its place stays. Answers what was, to put back. */
  change(id: string, change: Partial<ConversationRow>): ConversationRow | undefined {
    const before = this.#rows.get(id)
    if (!before) return undefined
    this.#rows.set(id, { ...before, ...change })
    this.#tell()
    return before
  }

  /** Lets loads go that nobody waits for any more. */
  close(): void {
    for (const page of this.#pages.values()) page.abort.abort()
  }

  async #loadPage(number: number): Promise<void> {
    const page: LoadedPage = { status: 'loading', after: null, error: null, abort: new AbortController() }
    this.#pages.set(number, page)
    try {
      const answer = await this.#load(this.#requestFor(number), page.abort.signal)
      this.#place(number, answer)
      Object.assign(page, { status: 'ready', after: answer.after })
    } catch (error) {
      if (page.abort.signal.aborted) {
        if (this.#pages.get(number) === page) this.#pages.delete(number)
        return
      }
      Object.assign(page, { status: 'failed', error })
    }
    this.#tell()
  }

  /** Behind a neighbour by its cursor, which no change can shift; else by place, less those of whom we know that they have left. */
  #requestFor(number: number): PageRequest {
    const request: PageRequest = { limit: pageSize }
    if (this.#snapshot !== null) request.snapshot = this.#snapshot
    if (number === 0) return request
    const after = this.#pages.get(number - 1)?.after
    if (after) return { ...request, after }
    return { ...request, offset: number * pageSize - this.#leftBefore(number * pageSize) }
  }

  #leftBefore(place: number): number {
    let left = 0
    for (let i = 0; i < place && i < this.#ids.length; i++) {
      const row = this.at(i)
      if (row && this.#hasLeft(row)) left++
    }
    return left
  }

  #place(number: number, answer: Page<ConversationRow>): void {
    const start = number * pageSize
    const fresh = answer.rows.filter((row) => !this.#places.has(row.id))
    fresh.forEach((row, i) => {
      this.#ids[start + i] = row.id
      this.#places.set(row.id, start + i)
      this.#rows.set(row.id, row)
    })
    if (this.#total === null) {
      this.#total = answer.total
      this.#totalIsExact = answer.totalIsExact
      this.#snapshot = answer.snapshot
    }
    if (answer.after === null && answer.totalIsExact) this.#total = Math.min(this.#total, Math.max(start + fresh.length, this.#ids.length))
  }

  #tell(): void {
    this.#version++
    for (const watcher of this.#watchers) watcher()
  }
}
