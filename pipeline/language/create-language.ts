import type { Language } from '../../core/ports/language.ts'
import { readQuery } from './read-query.ts'
import { openThread } from './thread.ts'
import { engineVersion } from './version.ts'

export interface LanguageOptions {
  log: (line: string) => void
  /** Starts loading at once, in the background, instead of at the first text. */
  warmUp?: boolean
  /** The file of the worker thread and the longest wait for one text; tests bring threads that hang. */
  worker?: URL
  textMs?: number
}

/**
 * Our interim engine: kuromoji and wink-nlp in one worker thread that is loaded on first use. Texts that a person waits for
 * go before pages of ingest, between two texts of which the thread looks up.
 */
export function createLanguage({ log, warmUp = false, worker = new URL('./worker.ts', import.meta.url), textMs = 5000 }: LanguageOptions): Language {
  const thread = openThread({ file: worker, textMs, loadMs: 60_000, log })
  if (warmUp) thread.warmUp()
  return {
    version: engineVersion,
    analyzeMany: (texts, { profile }) => thread.analyse([...texts], profile === 'interactive'),
    readQuery: (text) => readQuery(text, (texts) => thread.analyse(texts, true)),
    close: () => thread.close(),
  }
}
