import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { ApiError } from '../api/client.ts'

type Handler = (error: unknown) => void
let onSignedOut: Handler = () => undefined

/** The router says where to go when a session ends; it is made after this. */
export function whenSignedOut(handler: Handler): void {
  onSignedOut = handler
}

export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError: notice }),
  mutationCache: new MutationCache({ onError: notice }),
  defaultOptions: {
    queries: { staleTime: 15_000, refetchOnWindowFocus: false, networkMode: 'always', retry: mayTryAgain, retryDelay: 600 },
    mutations: { networkMode: 'always', retry: false },
  },
})

export function notice(error: unknown): void {
  if (error instanceof ApiError && error.status === 401) onSignedOut(error)
}

/** A refusal stays one; only what may pass by itself is asked again, once. */
function mayTryAgain(count: number, error: unknown): boolean {
  return count < 1 && error instanceof ApiError && (error.status === 0 || error.status === 503)
}
