import { Button } from '@mantine/core'
import { useShellWords } from '../app/words.ts'
import { Dialog } from './dialog.tsx'
import style from './parts.module.css'

/** Asks before an act that cannot be undone, where the button that led here may be gone already. */
export function ConfirmDialog({ title, question, act, onConfirm, close }: { title: string; question: string; act: string; onConfirm: () => void; close: () => void }) {
  const words = useShellWords()
  return (
    <Dialog close={close} title={title} size="sm">
      <p>{question}</p>
      <div className={style.end}>
        <Button variant="default" data-autofocus onClick={close}>{words.cancel}</Button>
        <Button color="red" onClick={() => { close(); onConfirm() }}>{act}</Button>
      </div>
    </Dialog>
  )
}
