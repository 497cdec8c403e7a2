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

export function readDictionary(tokenizer: Tokenizer<IpadicFeatures>): Dictionary {
  const { trie, known, unknown, lookup } = internals(tokenizer)
  const knownEntries = new Map<number, Entry[]>()
  const unknownEntries = new Map<number, Entry[]>()
  const classes = new Map<string, CharacterClass>()
  const costs = tokenizer.viterbi_searcher.connection_costs.buffer
  return {
    base: trie.bc.getBaseBuffer(), check: trie.bc.getCheckBuffer(), costs, columns: costs[1]!,
    known: (word) => remembered(knownEntries, word, () => entriesOf(known, word)),
    unknown: ({ class_id }) => remembered(unknownEntries, class_id, () => entriesOf(unknown, class_id)),
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

function entriesOf(tables: Tables, word: number): Entry[] {
  return (tables.target_map[word] ?? []).map((id) => ({
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
