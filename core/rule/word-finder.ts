/**
 * Finds which of many words a text contains in one pass, whatever their number (Aho-Corasick).
 * Words and texts are compared as they are: fold both first.
 */
export function makeWordFinder(words: Iterable<string>): (text: string) => Set<string> {
  const root = buildTrie(words)
  linkFailures(root)
  return function findWords(text) {
    const found = new Set<string>()
    let node = root
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i)
      while (node !== root && !node.next.has(unit)) node = node.failure
      node = node.next.get(unit) ?? root
      for (const word of node.words) found.add(word)
    }
    return found
  }
}

/** The root falls back on itself. */
class Node {
  readonly next = new Map<number, Node>()
  /** Words that end here, those of its failures included. */
  readonly words: string[] = []
  failure: Node

  constructor(root: Node | null) {
    this.failure = root ?? this
  }
}

function buildTrie(words: Iterable<string>): Node {
  const root = new Node(null)
  for (const word of new Set(words)) {
    let node = root
    for (let i = 0; i < word.length; i++) {
      const unit = word.charCodeAt(i)
      const next = node.next.get(unit) ?? new Node(root)
      node.next.set(unit, next)
      node = next
    }
    if (node !== root) node.words.push(word)
  }
  return root
}

function linkFailures(root: Node): void {
  const queue = [...root.next.values()]
  for (const node of queue) {
    for (const [unit, child] of node.next) {
      let failure = node.failure
      while (failure !== root && !failure.next.has(unit)) failure = failure.failure
      child.failure = failure.next.get(unit) ?? root
      child.words.push(...child.failure.words)
      queue.push(child)
    }
  }
}
