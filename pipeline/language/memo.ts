/** Remembers what a pure function made of short texts: words come again and again. */
export function memoised<Value>(make: (text: string) => Value, { size = 50_000, longest = 20 } = {}): (text: string) => Value {
  const known = new Map<string, Value>()
  return function remembered(text) {
    if (text.length > longest) return make(text)
    const before = known.get(text)
    if (before !== undefined) return before
    const made = make(text)
    if (known.size >= size) known.clear()
    known.set(text, made)
    return made
  }
}
