import { parentPort, workerData } from 'node:worker_threads'
import { loadEnglish } from '../../../pipeline/language/english.ts'
import { loadJapanese, type CutJapanese } from '../../../pipeline/language/japanese.ts'
import { serve } from '../../../pipeline/language/serve.ts'

/** The real thread, except that it hangs at 固まれ, dies at 落ちろ and its dictionary fails at 忘れろ. */
const cut = loadJapanese()
const stubborn: CutJapanese = (text, start, end) => {
  const asked = text.slice(start, end)
  if (asked.includes('固まれ')) for (;;);
  if (asked.includes('落ちろ')) process.exit(3)
  if (asked.includes('忘れろ')) throw new Error('no such word')
  return cut(text, start, end)
}
serve(parentPort!, { japanese: stubborn, english: loadEnglish() }, new Int32Array(workerData.progress as SharedArrayBuffer))
