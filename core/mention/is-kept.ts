/** Whether we keep a copy of a medium: what only the network's own call brings, and what a screen shows inline. */
export function isKept(medium: { kind: string; url: string | null; ref: string | null }): boolean {
  return medium.ref !== null || (medium.url !== null && (medium.kind === 'image' || medium.kind === 'sticker'))
}
