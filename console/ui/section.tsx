import { useId, type ReactNode } from 'react'
import style from './parts.module.css'

/** A part of a settings screen: heading, what one may do with all of it, content. */
export function Section({ title, note, actions, children }: { title: string; note?: string; actions?: ReactNode; children: ReactNode }) {
  const id = useId()
  return (
    <section className={style.section} aria-labelledby={id}>
      <div className={style.sectionHead}>
        <h2 id={id}>{title}</h2>
        {actions && <div className={style.row}>{actions}</div>}
      </div>
      {note && <p className={style.dim}>{note}</p>}
      {children}
    </section>
  )
}
