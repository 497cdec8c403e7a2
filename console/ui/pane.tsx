import { Button } from '@mantine/core'
import { useEffect, useState, type ReactNode } from 'react'
import { ApiError } from '../api/client.ts'
import { useSentence } from '../app/language.tsx'
import { useShellWords } from '../app/words.ts'
import style from './pane.module.css'

/** Skeleton rows of the true height; nothing at all for the first 150 ms. */
export function LoadingPane({ rowHeight = 72, rows = 8 }: { rowHeight?: number | string; rows?: number }) {
  const late = useLate(150)
  const words = useShellWords()
  if (!late) return <div aria-busy="true" />
  return (
    <div className={style.skeletons} aria-busy="true">
      <span className="k-hidden" role="status">{words.loading}</span>
      {Array.from({ length: rows }, (_, i) => <div key={i} className={style.skeleton} style={{ height: rowHeight }} aria-hidden="true"><i /><b /><b /></div>)}
    </div>
  )
}

export function EmptyPane({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className={style.state} data-balance="">
      <p>{title}</p>
      {children}
    </div>
  )
}

/** What failed, a way on, and the number to tell to whoever runs the server. */
export function ErrorPane({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const words = useShellWords()
  const say = useSentence()
  const known = error instanceof ApiError ? error : null
  if (known?.status === 403) return <EmptyPane title={words.noPermission}><p className={style.small}>{words.askAdministrator}</p></EmptyPane>
  return (
    <div className={style.state} role="alert" data-balance="">
      <p>{words.failed}{known && ` ${say(known.sentence)}`}</p>
      {onRetry && <Button variant="default" onClick={onRetry}>{words.retry}</Button>}
      {known?.requestId && <p className={style.small}>{words.requestId(known.requestId)}</p>}
    </div>
  )
}

/** One of the four states of a query, each pane by itself. */
export function Pane<T>({ query, rowHeight, rows, children }: { query: { data: T | undefined; error: unknown; refetch: () => unknown }; rowHeight?: number | string; rows?: number; children: (data: T) => ReactNode }) {
  if (query.data !== undefined) return <>{children(query.data)}</>
  if (query.error) return <ErrorPane error={query.error} onRetry={() => void query.refetch()} />
  return <LoadingPane rowHeight={rowHeight} rows={rows} />
}

function useLate(ms: number): boolean {
  const [late, setLate] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), ms)
    return () => clearTimeout(timer)
  }, [ms])
  return late
}
