import type { Dictionary, Entry, Features } from './dictionary.ts'

/** A word of the cheapest path, in units of the text. */
export interface PathWord {
  start: number
  end: number
  features: Features
}

interface Node {
  start: number
  end: number
  entry: Entry
  cost: number
  before: Node | null
}

const edge: Entry = { left: 0, right: 0, cost: 0, features: { pos: '', detail: '', base: '', reading: undefined } }

/**
 * The cheapest cut of a text without characters outside the basic plane. The same words as kuromoji's own tokenizer finds
 * (a test holds them together), which spends most of its time on copies of the rest of the text and on reading features anew.
 */
export function cheapestPath(text: string, dictionary: Dictionary): PathWord[] {
  const endingAt: Node[][] = Array.from({ length: text.length + 1 }, () => [])
  endingAt[0]!.push({ start: 0, end: 0, entry: edge, cost: 0, before: null })
  let groupEnd = 0
  for (let at = 0; at < text.length; at += 1) {
    const found = addKnown(text, at, dictionary, endingAt)
    const characterClass = dictionary.classOf(text.charCodeAt(at))
    if (groupEnd <= at) groupEnd = endOfGroup(text, at, dictionary)
    if (found && !characterClass.isAlwaysInvoked) continue
    const end = characterClass.isGrouped ? groupEnd : at + 1
    for (const entry of dictionary.unknown(characterClass)) add(endingAt, at, end, entry, dictionary)
  }
  const last = cheapest(endingAt[text.length]!, edge, dictionary)
  if (!last) throw new Error('no path through the text')
  return pathTo(last.node)
}

/** Walks the trie of UTF-8 bytes along the text. */
function addKnown(text: string, at: number, dictionary: Dictionary, endingAt: Node[][]): boolean {
  const { base, check } = dictionary
  let node = 0
  let found = false
  function step(code: number): boolean {
    const next = base[node]! + code
    if (check[next] !== node) return false
    node = next
    return true
  }
  for (let end = at; end < text.length; end += 1) {
    const code = text.charCodeAt(end)
    const follows = code < 0x80 ? step(code)
      : code < 0x800 ? step((code >>> 6) | 0xc0) && step((code & 0x3f) | 0x80)
        : step((code >>> 12) | 0xe0) && step(((code >>> 6) & 0x3f) | 0x80) && step((code & 0x3f) | 0x80)
    if (!follows) break
    const leaf = base[node]!
    if (check[leaf] !== node || base[leaf]! > 0) continue
    found = true
    for (const entry of dictionary.known(-base[leaf]! - 1)) add(endingAt, at, end + 1, entry, dictionary)
  }
  return found
}

function endOfGroup(text: string, at: number, dictionary: Dictionary): number {
  const { id } = dictionary.classOf(text.charCodeAt(at))
  let end = at + 1
  while (end < text.length && dictionary.classOf(text.charCodeAt(end)).id === id) end += 1
  return end
}

/** Every node that ends where this one begins is complete by now: words are added from left to right. */
function add(endingAt: Node[][], start: number, end: number, entry: Entry, dictionary: Dictionary): void {
  const before = cheapest(endingAt[start]!, entry, dictionary)
  if (before) endingAt[end]!.push({ start, end, entry, cost: before.cost + entry.cost, before: before.node })
}

function cheapest(nodes: readonly Node[], entry: Entry, { costs, columns }: Dictionary): { node: Node; cost: number } | null {
  let best: Node | null = null
  let bestCost = Infinity
  for (const node of nodes) {
    const cost = node.cost + costs[node.entry.right * columns + entry.left + 2]!
    if (cost < bestCost) {
      best = node
      bestCost = cost
    }
  }
  return best ? { node: best, cost: bestCost } : null
}

function pathTo(last: Node): PathWord[] {
  const path: PathWord[] = []
  for (let node: Node | null = last; node?.before; node = node.before) path.push({ start: node.start, end: node.end, features: node.entry.features })
  return path.reverse()
}
