import { ApiError } from '../api/client.ts'
import { useSentence } from './language.tsx'
import { showToast } from './toasts.ts'

/** Says what went wrong with an act, in the server's own words, with the number to ask by. */
export function useFail(): (error: unknown) => void {
  const say = useSentence()
  return (error) => {
    if (error instanceof ApiError) showToast({ text: say(error.sentence), tone: 'danger', note: error.requestId ?? undefined })
    else showToast({ text: String(error), tone: 'danger' })
  }
}

/** Somebody changed the row first; the answer brings the newer one. Other conflicts say in words what is in the way. */
export function isConflict(error: unknown): boolean {
  return error instanceof ApiError && error.status === 409 && 'current' in error.details
}
