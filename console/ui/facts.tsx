import type { ReactNode } from 'react'
import style from './parts.module.css'

/** Names with their values; what is not known is a dash, never a guess. */
export function Facts({ rows }: { rows: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className={style.facts}>
      {rows.map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value ?? '—'}</dd></div>)}
    </dl>
  )
}
