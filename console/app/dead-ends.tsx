import { Button } from '@mantine/core'
import { Link, type ErrorComponentProps } from '@tanstack/react-router'
import { ApiError } from '../api/client.ts'
import { EmptyPane, ErrorPane } from '../ui/pane.tsx'
import { useShellWords } from './words.ts'

export function NotFoundScreen() {
  const words = useShellWords()
  return <main><h1 className="k-hidden">{words.product}</h1><EmptyPane title={words.notFound}><Link to="/inbox">{words.toInbox}</Link></EmptyPane></main>
}

/** A screen that broke says so, and the rail beside it still works. */
export function Crashed({ error, reset }: ErrorComponentProps) {
  const words = useShellWords()
  if (error instanceof ApiError) return <ErrorPane error={error} onRetry={reset} />
  return <EmptyPane title={words.crashed}><Button onClick={() => window.location.reload()}>{words.reload}</Button></EmptyPane>
}
