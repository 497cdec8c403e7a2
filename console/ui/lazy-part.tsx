import { useEffect, useState, type ComponentType, type ReactNode } from 'react'
import { ErrorPane } from './pane.tsx'

/**
 * A part whose code comes when it is first drawn, or earlier by `preload`. Where it does not come, as without a connection,
 * the part says so by itself and can be tried again; the screen around it goes on.
 */
export function lazyPart<Props extends object>(load: () => Promise<ComponentType<Props>>, meanwhile: ReactNode = null) {
  let known: ComponentType<Props> | null = null
  async function fetchOnce(): Promise<ComponentType<Props>> {
    known ??= await load()
    return known
  }
  function LazyPart(props: Props) {
    const [part, setPart] = useState<{ Component: ComponentType<Props> } | { error: unknown } | null>(known && { Component: known })
    const [tries, setTries] = useState(0)
    useEffect(() => {
      let gone = false
      fetchOnce().then((Component) => gone || setPart({ Component }), (error: unknown) => gone || setPart({ error }))
      return () => {
        gone = true
      }
    }, [tries])
    if (!part) return meanwhile
    if ('error' in part) return <ErrorPane error={part.error} onRetry={() => setTries(tries + 1)} />
    return <part.Component {...props} />
  }
  return Object.assign(LazyPart, { preload: () => void fetchOnce().catch(() => undefined) })
}
