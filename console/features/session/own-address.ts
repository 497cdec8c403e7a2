/** A path of this console, or null. A browser reads `/\elsewhere.example` and `/<tab>/elsewhere.example` as another site. */
export function ownAddress(to: unknown): string | null {
  if (typeof to !== 'string' || !to.startsWith('/')) return null
  const here = 'https://here.invalid'
  if (!URL.canParse(to, here)) return null
  const url = new URL(to, here)
  return url.origin !== here || url.pathname.startsWith('//') ? null : url.pathname + url.search + url.hash
}
