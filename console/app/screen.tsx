import { useEffect, type ReactNode } from 'react'
import { TopBar } from './top-bar.tsx'
import { useUnread } from './notifications-count.ts'
import { useShellWords } from './words.ts'
import style from './shell.module.css'

/** A screen: its title in the top bar and in the tab, then its content, which scrolls by itself. `fixed` screens divide the height among panes. */
export function Screen({ title, actions, children, fixed = false }: { title: string; actions?: ReactNode; children: ReactNode; fixed?: boolean }) {
  const words = useShellWords()
  const unread = useUnread()
  useEffect(() => {
    document.title = `${unread > 0 ? `(${unread > 99 ? '99+' : unread}) ` : ''}${title} · ${words.product}`
  }, [title, unread, words.product])
  return (
    <>
      <TopBar title={title}>{actions}</TopBar>
      {fixed ? <div className={style.fixed}>{children}</div> : <div className={style.scroll} tabIndex={0} role="region" aria-label={title}>{children}</div>}
    </>
  )
}
