import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useShellWords } from '../../app/words.ts'
import { useSystemWords } from './words.ts'
import { ActButton } from '../../ui/act-button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import parts from '../../ui/parts.module.css'

export function PauseForm({ busy, onPause, close }: { busy: boolean; onPause: (reason: string) => void; close: () => void }) {
  const words = useSystemWords()
  const shell = useShellWords()
  const [reason, setReason] = useState('')
  return (
    <Dialog close={close} title={words.pauseTitle}>
      <form className={parts.form} onSubmit={(event) => { event.preventDefault(); onPause(reason.trim()) }}>
        <p>{words.pauseNote}</p>
        <TextInput label={words.reason} maxLength={500} value={reason} onChange={(event) => setReason(event.currentTarget.value)} data-autofocus />
        <div className={parts.end}>
          <Button variant="default" onClick={close}>{shell.cancel}</Button>
          <ActButton type="submit" color="red" busy={busy}>{words.pause}</ActButton>
        </div>
      </form>
    </Dialog>
  )
}
