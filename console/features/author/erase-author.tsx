import { Button, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { api, call } from '../../api/client.ts'
import { useNumbers } from '../../app/numbers.ts'
import { showToast } from '../../app/toasts.ts'
import { useShellWords } from '../../app/words.ts'
import { ActButton } from '../../ui/act-button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Problem } from '../../ui/problem.tsx'
import { useAuthorWords } from './words.ts'
import parts from '../../ui/parts.module.css'

/** A person asked to be forgotten. What goes is said before, and a word must be typed. */
export function EraseAuthor({ id, name, mentions }: { id: string; name: string; mentions: number }) {
  const words = useAuthorWords()
  const shell = useShellWords()
  const numbers = useNumbers()
  const navigate = useNavigate()
  const client = useQueryClient()
  const [open, setOpen] = useState(false)
  const [typed, setTyped] = useState('')
  const erase = useMutation({
    mutationFn: () => call(api.authors[':id'].erase.$post({ param: { id } })),
    onSuccess() {
      showToast({ text: words.erased })
      client.removeQueries({ queryKey: ['author', id] })
      void client.invalidateQueries()
      void navigate({ to: '/inbox' })
    },
  })
  return (
    <>
      <Button variant="default" onClick={() => setOpen(true)}>{words.erase}</Button>
      {open && <Dialog close={() => setOpen(false)} title={words.eraseTitle}>
        <form className={parts.form} onSubmit={(event) => { event.preventDefault(); if (typed.trim() === words.eraseWord) erase.mutate() }}>
          <p>{words.eraseQuestion(name, numbers.count(mentions))}</p>
          <TextInput label={words.eraseConfirm} value={typed} onChange={(event) => setTyped(event.currentTarget.value)} autoComplete="off" />
          <Problem error={erase.error} />
          <div className={parts.end}>
            <Button variant="default" data-autofocus onClick={() => setOpen(false)}>{shell.cancel}</Button>
            <ActButton type="submit" color="red" disabled={typed.trim() !== words.eraseWord} busy={erase.isPending}>{words.eraseDo}</ActButton>
          </div>
        </form>
      </Dialog>}
    </>
  )
}
