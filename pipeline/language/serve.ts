import type { MessagePort } from 'node:worker_threads'
import { analyse } from './analyse.ts'
import { pack, type Packed } from './pack.ts'
import type { Engines } from './terms.ts'
import type { Annotation } from '../../core/ports/language.ts'

export interface Ask {
  id: number
  texts: string[]
  urgent: boolean
}

export type Answer = { ready: true } | ({ id: number; ready?: undefined } & Packed)

/** A text that takes longer goes on uncut. */
const textBudgetMs = 2000
/** How long a page works before the thread looks whether somebody waits for an answer on the screen. */
const sliceMs = 5

/** Answers pages, those that a person waits for first. `progress` holds the id and index of the text in hand, for whoever watches. */
export function serve(port: MessagePort, engines: Engines, progress: Int32Array): void {
  const waiting: { ask: Ask; done: Annotation[] }[] = []
  let isWorking = false
  port.on('message', (ask: Ask) => {
    const page = { ask, done: [] }
    const before = waiting.findIndex((other) => !other.ask.urgent)
    if (ask.urgent && before >= 0) waiting.splice(before, 0, page)
    else waiting.push(page)
    if (!isWorking) work()
  })
  port.postMessage({ ready: true } satisfies Answer)

  function work(): void {
    const page = waiting[0]
    isWorking = page !== undefined
    if (!page) return
    const until = performance.now() + sliceMs
    while (page.done.length < page.ask.texts.length && performance.now() < until) page.done.push(one(page))
    if (page.done.length === page.ask.texts.length) {
      waiting.splice(waiting.indexOf(page), 1)
      const packed = pack(page.done)
      port.postMessage({ id: page.ask.id, ...packed } satisfies Answer, [packed.numbers.buffer as ArrayBuffer])
    }
    setImmediate(work)
  }

  function one({ ask, done }: { ask: Ask; done: Annotation[] }): Annotation {
    Atomics.store(progress, 0, ask.id)
    Atomics.store(progress, 1, done.length)
    return analyse(ask.texts[done.length]!, engines, textBudgetMs)
  }
}
