import type { IpadicFeatures, Tokenizer } from 'kuromoji'

/** What the lattice needs of the loaded dictionary, in arrays that a loop can read. */
export interface Dictionary {
  base: Int32Array
  check: Int32Array
  costs: Int16Array
  /** Ids after a word, the width of a row of `costs`. */
  columns: number
  /** Entries of a word of the trie, and of a class of unknown characters. */
  known(word: number): Entry[]
  unknown(characterClass: CharacterClass): Entry[]
  classOf(character: string): CharacterClass
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
  form: string
  base: string
  reading: string | undefined
}

export interface CharacterClass {
  class_id: number
  class_name: string
  is_always_invoke: number | boolean
  is_grouping: number | boolean
}

interface Tables {
  target_map: Record<number, number[]>
  dictionary: { getShort(at: number): number }
  getFeatures(id: number): string
}

const memoSize = 100_000

/** Takes the tokenizer over: it cannot cut by itself afterwards. */
export function readDictionary(tokenizer: Tokenizer<IpadicFeatures>): Dictionary {
  const { trie, known, unknown, lookup } = internals(tokenizer)
  const idsOfKnown = flatten(known)
  const idsOfUnknown = flatten(unknown)
  const knownEntries = new Map<number, Entry[]>()
  const unknownEntries = new Map<number, Entry[]>()
  const classes = new Map<string, CharacterClass>()
  const costs = tokenizer.viterbi_searcher.connection_costs.buffer
  return {
    base: trie.bc.getBaseBuffer(), check: trie.bc.getCheckBuffer(), costs, columns: costs[1]!,
    known: (word) => remembered(knownEntries, word, () => entriesOf(known, idsOfKnown(word))),
    unknown: ({ class_id }) => remembered(unknownEntries, class_id, () => entriesOf(unknown, idsOfUnknown(class_id))),
    classOf: (character) => remembered(classes, character, () => lookup(character)),
  }
}

/** kuromoji 0.1.2, which is pinned, has these members; its type package leaves some out. */
function internals(tokenizer: Tokenizer<IpadicFeatures>) {
  const unknown = tokenizer.unknown_dictionary as unknown as Tables & { lookup(character: string): CharacterClass }
  return {
    trie: tokenizer.viterbi_builder.trie as unknown as { bc: { getBaseBuffer(): Int32Array; getCheckBuffer(): Int32Array } },
    known: tokenizer.token_info_dictionary as unknown as Tables,
    unknown,
    lookup: (character: string) => unknown.lookup(character),
  }
}

/** 300,000 small arrays in an object cost 100 MB; two flat ones cost 3. */
function flatten(tables: Tables): (word: number) => Int32Array {
  const words = Object.keys(tables.target_map).map(Number)
  const starts = new Int32Array(words.reduce((highest, word) => Math.max(highest, word), -1) + 2)
  for (const word of words) starts[word + 1] = tables.target_map[word]!.length
  for (let word = 1; word < starts.length; word += 1) starts[word]! += starts[word - 1]!
  const ids = new Int32Array(starts.at(-1)!)
  for (const word of words) ids.set(tables.target_map[word]!.map(Number), starts[word]!)
  tables.target_map = {}
  return (word) => ids.subarray(starts[word], starts[word + 1])
}

function entriesOf(tables: Tables, ids: Int32Array): Entry[] {
  return Array.from(ids, (id) => ({
    left: tables.dictionary.getShort(id), right: tables.dictionary.getShort(id + 2), cost: tables.dictionary.getShort(id + 4), features: parse(tables.getFeatures(id)),
  }))
}

function parse(line: string): Features {
  const [, pos = '', detail = '', , , , form = '', base = '*', reading] = line.split(',')
  return { pos, detail, form, base, reading: reading === '*' ? undefined : reading }
}

function remembered<Key, Value>(memo: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = memo.get(key)
  if (known !== undefined) return known
  const made = make()
  if (memo.size >= memoSize) memo.clear()
  memo.set(key, made)
  return made
}
