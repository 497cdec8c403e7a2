import { parentPort, workerData } from 'node:worker_threads'
import { loadEnglish } from './english.ts'
import { loadJapanese } from './japanese.ts'
import { serve } from './serve.ts'

/** The thread that holds the dictionaries. Its memory is its own; whoever started it may end it at any time. */
const engines = { japanese: loadJapanese(), english: loadEnglish() }
serve(parentPort!, engines, new Int32Array(workerData.progress as SharedArrayBuffer))
