import { Worker } from 'node:worker_threads'
import type { Annotation } from '../../core/ports/language.ts'
import { analyseWithout } from './analyse.ts'
import { unpack } from './pack.ts'
import type { Answer, Ask } from './serve.ts'

export interface ThreadOptions {
  file: URL
  /** The longest wait for one text in hand; a hung thread is ended and replaced. */
  textMs: number
  loadMs: number
  log: (line: string) => void
}

export interface Thread {
  analyse(texts: string[], urgent: boolean): Promise<Annotation[]>
  warmUp(): void
  close(): Promise<void>
}

interface Page {
  ask: Ask
  resolve(annotations: Annotation[]): void
  /** Annotations of texts that ended a thread, by index. */
  given: Map<number, Annotation>
  /** Where the texts that the thread was asked stand in the caller's page. */
  places: number[]
  size: number
}

/** After this many starts that failed in a row, texts pass without a dictionary until the next page asks again. */
const maxStarts = 2

/** One worker, started on first use and replaced when it hangs or dies; the text in its hand passes with a reason, the others go on. */
export function openThread(options: ThreadOptions): Thread {
  const pages = new Map<number, Page>()
  const progress = new Int32Array(new SharedArrayBuffer(8))
  let worker: Worker | undefined
  let isReady = false
  let failedStarts = 0
  let nextId = 1
  let seen = ''
  let seenAt = 0
  let watch: NodeJS.Timeout | undefined
  let isClosed = false

  return { analyse, warmUp, close }

  function analyse(texts: string[], urgent: boolean): Promise<Annotation[]> {
    if (texts.length === 0) return Promise.resolve([])
    if (isClosed) return Promise.resolve(texts.map((text) => analyseWithout(text, 'closed')))
    return new Promise((resolve) => {
      const ask = { id: nextId++, texts, urgent }
      if (pages.size === 0) touch()
      pages.set(ask.id, { ask, resolve, given: new Map(), places: texts.map((_, index) => index), size: texts.length })
      watch ??= setInterval(look, Math.min(200, options.textMs / 2))
      warmUp()
      if (isReady) worker!.postMessage(ask)
    })
  }

  function warmUp(): void {
    if (worker || isClosed) return
    Atomics.store(progress, 0, 0)
    isReady = false
    const started = new Worker(options.file, { workerData: { progress: progress.buffer }, resourceLimits: { maxOldGenerationSizeMb: 512 }, execArgv: ['--disable-warning=ExperimentalWarning'] })
    worker = started
    // A thread that nobody waits for does not keep the process alive.
    started.unref()
    started.on('message', (answer: Answer) => started === worker && receive(answer))
    started.on('error', (error) => started === worker && replace('crash', String(error)))
    started.on('exit', (code) => started === worker && replace('crash', `exit ${code}`))
    touch()
  }

  function receive(answer: Answer): void {
    touch()
    if (answer.ready) {
      isReady = true
      failedStarts = 0
      for (const { ask } of pages.values()) worker!.postMessage(ask)
      return
    }
    const page = pages.get(answer.id)
    pages.delete(answer.id)
    if (page) finish(page, unpack(answer))
  }

  /** Progress within the limit is enough, however long the page. */
  function look(): void {
    if (pages.size === 0) return rest()
    const now = `${Atomics.load(progress, 0)}:${Atomics.load(progress, 1)}`
    if (now !== seen) {
      seen = now
      seenAt = performance.now()
    }
    if (performance.now() - seenAt > (isReady ? options.textMs : options.loadMs)) replace('timeout', now)
  }

  function rest(): void {
    clearInterval(watch)
    watch = undefined
  }

  function touch(): void {
    seen = ''
    seenAt = performance.now()
  }

  function replace(reason: string, detail: string): void {
    options.log(`language: the thread is replaced (${reason}, ${detail})`)
    const old = worker
    worker = undefined
    void old?.terminate()
    if (isReady) giveUpTextInHand(reason)
    else failedStarts += 1
    if (failedStarts >= maxStarts) {
      failedStarts = 0
      for (const page of pages.values()) finish(page, page.ask.texts.map((text) => analyseWithout(text, 'unavailable')))
      pages.clear()
    }
    if (pages.size > 0) warmUp()
  }

  function giveUpTextInHand(reason: string): void {
    const page = pages.get(Atomics.load(progress, 0))
    if (!page) return
    const index = Math.min(Atomics.load(progress, 1), page.ask.texts.length - 1)
    page.given.set(page.places[index]!, analyseWithout(page.ask.texts[index]!, reason))
    page.places.splice(index, 1)
    page.ask = { ...page.ask, texts: page.ask.texts.toSpliced(index, 1) }
    if (page.ask.texts.length > 0) return
    pages.delete(page.ask.id)
    finish(page, [])
  }

  async function close(): Promise<void> {
    isClosed = true
    rest()
    for (const page of pages.values()) finish(page, page.ask.texts.map((text) => analyseWithout(text, 'closed')))
    pages.clear()
    const old = worker
    worker = undefined
    await old?.terminate()
  }
}

function finish(page: Page, annotations: Annotation[]): void {
  const all = Array.from<Annotation | undefined>({ length: page.size })
  for (const [place, annotation] of page.given) all[place] = annotation
  for (const [index, place] of page.places.entries()) all[place] = annotations[index]
  page.resolve(all as Annotation[])
}
