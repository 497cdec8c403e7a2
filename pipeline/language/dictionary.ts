import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { gunzipSync } from 'node:zlib'

/** IPADIC as kuromoji packs it, in flat arrays: 75 MB, where kuromoji's own loader leaves 350 MB behind. */
export interface Dictionary {
  /** Double array over the UTF-8 bytes of the words. */
  base: Int32Array
  check: Int32Array
  costs: Int16Array
  /** Ids after a word, the width of a row of `costs`. */
  columns: number
  /** Entries of a word of the trie, and of a class of unknown characters. */
  known(word: number): Entry[]
  unknown(characterClass: CharacterClass): Entry[]
  classOf(unit: number): CharacterClass
}

export interface Entry {
  left: number
  right: number
  cost: number
  features: Features
}

/** Parsed once a word: the dictionary holds them as one comma list in bytes. */
export interface Features {
  pos: string
  detail: string
  base: string
  reading: string | undefined
}

export interface CharacterClass {
  id: number
  /** Whether an unknown word may begin here although a known one does. */
  isAlwaysInvoked: boolean
  /** Whether a run of the class is one unknown word. */
  isGrouped: boolean
}

interface Entries {
  ids(word: number): Int32Array
  costs: DataView
  features: Buffer
}

const memoSize = 100_000

export function loadDictionary(folder = join(dirname(createRequire(import.meta.url).resolve('kuromoji/package.json')), 'dict')): Dictionary {
  const file = (name: string) => unpack(join(folder, `${name}.dat.gz`))
  const costs = new Int16Array(aligned(file('cc')))
  const known: Entries = { ids: readMap(file('tid_map')), costs: viewOf(file('tid')), features: file('tid_pos') }
  const unknown: Entries = { ids: readMap(file('unk_map')), costs: viewOf(file('unk')), features: file('unk_pos') }
  const classes = readClasses(file('unk_invoke'))
  const classIds = file('unk_char')
  const knownEntries = new Map<number, Entry[]>()
  const unknownEntries = new Map<number, Entry[]>()
  return {
    base: new Int32Array(aligned(file('base'))), check: new Int32Array(aligned(file('check'))), costs, columns: costs[1]!,
    known: (word) => remembered(knownEntries, word, () => readEntries(known, word)),
    unknown: ({ id }) => remembered(unknownEntries, id, () => readEntries(unknown, id)),
    classOf: (unit) => classes[classIds[unit]!] ?? classes[0]!,
  }
}

/** One output chunk, so that nothing is joined and copied; the zeros that pad the files are dropped. */
function unpack(path: string): Buffer {
  const bytes = gunzipSync(readFileSync(path), { chunkSize: 48 * 1024 * 1024 })
  let end = bytes.length
  while (end > 0 && bytes[end - 1] === 0) end -= 1
  return Buffer.from(bytes.subarray(0, Math.min(bytes.length, (end + 8) & ~3)))
}

function aligned(bytes: Buffer): ArrayBuffer {
  return new Uint8Array(bytes).buffer
}

function viewOf(bytes: Buffer): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
}

/** Words and the ids of their entries: count, then (word, n, n ids) to the end. */
function readMap(bytes: Buffer): Entries['ids'] {
  const starts: number[] = []
  const counts: number[] = []
  const ids: number[] = []
  for (let at = 4; at + 8 <= bytes.length;) {
    const word = bytes.readInt32LE(at)
    const count = bytes.readInt32LE(at + 4)
    at += 8
    if (count === 0) continue
    starts[word] = ids.length
    counts[word] = count
    for (let index = 0; index < count; index += 1, at += 4) ids.push(bytes.readInt32LE(at))
  }
  const flat = Int32Array.from(ids)
  return (word) => flat.subarray(starts[word] ?? 0, (starts[word] ?? 0) + (counts[word] ?? 0))
}

function readClasses(bytes: Buffer): CharacterClass[] {
  const classes: CharacterClass[] = []
  for (let at = 0; at + 6 < bytes.length;) {
    const nameEnd = bytes.indexOf(0, at + 6)
    if (nameEnd <= at + 6) break
    classes.push({ id: classes.length, isAlwaysInvoked: bytes[at] === 1, isGrouped: bytes[at + 1] === 1 })
    at = nameEnd + 1
  }
  return classes
}

function readEntries({ ids, costs, features }: Entries, word: number): Entry[] {
  return Array.from(ids(word), (id) => ({
    left: costs.getInt16(id, true), right: costs.getInt16(id + 2, true), cost: costs.getInt16(id + 4, true), features: parse(features, costs.getInt32(id + 6, true)),
  }))
}

function parse(features: Buffer, at: number): Features {
  const end = features.indexOf(0, at)
  const [, pos = '', detail = '', , , , , base = '*', reading] = features.toString('utf8', at, end < 0 ? features.length : end).split(',')
  return { pos, detail, base, reading: reading === '*' ? undefined : reading }
}

function remembered<Value>(memo: Map<number, Value>, key: number, make: () => Value): Value {
  const known = memo.get(key)
  if (known !== undefined) return known
  const made = make()
  if (memo.size >= memoSize) memo.clear()
  memo.set(key, made)
  return made
}
