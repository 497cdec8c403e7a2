/** `@name` in a note. A name may hold a space (田中 太郎), so whom it means is decided by the list of members, longest first. */

/** What stands between the last `@` and the caret, or null. A mail address is no call. */
export function nameBefore(text: string, caret: number): string | null {
  const match = /(?:^|[\s　、。（(「])[@＠]([^\s@＠　]{0,30})$/u.exec(text.slice(0, caret))
  return match ? match[1]! : null
}

export function completeName(text: string, caret: number, name: string): { text: string; caret: number } {
  const typed = nameBefore(text, caret) ?? ''
  const start = caret - typed.length - 1
  const put = `@${name} `
  return { text: text.slice(0, start) + put + text.slice(caret), caret: start + put.length }
}

export function namedIn(text: string, members: readonly { userId: string; name: string }[]): string[] {
  let rest = text.replaceAll('＠', '@')
  const named: string[] = []
  for (const member of members.toSorted((a, b) => b.name.length - a.name.length)) {
    const call = `@${member.name}`
    if (!rest.includes(call)) continue
    named.push(member.userId)
    rest = rest.replaceAll(call, ' ')
  }
  return named.slice(0, 20)
}
