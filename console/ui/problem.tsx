import { ApiError } from '../api/client.ts'
import { useSentence } from '../app/language.tsx'
import { useShellWords } from '../app/words.ts'
import style from './parts.module.css'

/** Why a form was not taken, beside its button. */
export function Problem({ error }: { error: unknown }) {
  const say = useSentence()
  const words = useShellWords()
  if (!error) return null
  const known = error instanceof ApiError ? error : null
  return (
    <p className={style.problem} role="alert">
      {known ? say(known.sentence) : String(error)}
      {known?.requestId && <small>{words.requestId(known.requestId)}</small>}
    </p>
  )
}
