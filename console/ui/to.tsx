import { useNavigate } from '@tanstack/react-router'
import type { MouseEvent, ReactNode } from 'react'

/** A link whose address comes as data. A plain press stays in the page; a new tab stays a new tab. */
export function To({ href, children, className }: { href: string; children: ReactNode; className?: string }) {
  const navigate = useNavigate()
  function follow(event: MouseEvent): void {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    void navigate({ href })
  }
  return <a href={href} className={className} onClick={follow}>{children}</a>
}
