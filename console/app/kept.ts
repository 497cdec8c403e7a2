/** Small choices of this browser. A browser without storage just forgets them. */
export type KeptName = 'theme' | 'language' | 'density' | 'letters' | 'workspace' | 'context-pane' | 'order'

export function kept(name: KeptName): string | null {
  try {
    return localStorage.getItem(`kikimimi.${name}`)
  } catch {
    return null
  }
}

export function keep(name: KeptName, value: string): void {
  try {
    localStorage.setItem(`kikimimi.${name}`, value)
  } catch {
    // Private windows of some browsers refuse; nothing is lost but the choice.
  }
}
