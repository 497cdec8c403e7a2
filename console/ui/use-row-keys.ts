import { useRef, type RefObject } from 'react'
import { useKeys } from '../app/use-keys.ts'

/** j and k walk over the rows' links of a plain list; Enter is the link's own. */
export function useRowKeys<T extends HTMLElement>(): RefObject<T | null> {
  const list = useRef<T>(null)
  function move(step: number): void {
    const rows = [...(list.current?.querySelectorAll<HTMLElement>('[data-row]') ?? [])]
    const now = rows.indexOf(document.activeElement as HTMLElement)
    const next = rows[now === -1 ? (step > 0 ? 0 : rows.length - 1) : Math.max(0, Math.min(rows.length - 1, now + step))]
    next?.focus()
  }
  useKeys(['list'], { next: () => move(1), previous: () => move(-1) })
  return list
}
