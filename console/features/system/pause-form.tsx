import { Button, Modal, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useShellWords } from '../../app/words.ts'
import { useSystemWords } from './words.ts'
import parts from '../../ui/parts.module.css'

export function PauseForm({ busy, onPause, close }: { busy: boolean; onPause: (reason: string) => void; close: () => void }) {
  const words = useSystemWords()
  const shell = useShellWords()
  const [reason, setReason] = useState('')
  return (
    <Modal opened onClose={close} title={words.pauseTitle} closeButtonProps={{ 'aria-label': shell.close }}>
      <form className={parts.form} onSubmit={(event) => { event.preventDefault(); onPause(reason.trim()) }}>
        <p>{words.pauseNote}</p>
        <TextInput label={words.reason} maxLength={500} value={reason} onChange={(event) => setReason(event.currentTarget.value)} data-autofocus />
        <div className={parts.end}>
          <Button variant="default" onClick={close}>{shell.cancel}</Button>
          <Button type="submit" color="red" loading={busy}>{words.pause}</Button>
        </div>
      </form>
    </Modal>
  )
}
