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

/** The newer row that a 409 brought. */
export function isConflict(error: unknown): boolean {
  return error instanceof ApiError && error.status === 409
}
