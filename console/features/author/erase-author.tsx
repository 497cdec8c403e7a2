import { Button, Modal, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { request } from '../../api/request.ts'
import { useNumbers } from '../../app/numbers.ts'
import { showToast } from '../../app/toasts.ts'
import { useShellWords } from '../../app/words.ts'
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
    mutationFn: () => request('POST', `/authors/${id}/erase`, { body: {} }),
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
      <Modal opened={open} onClose={() => setOpen(false)} title={words.eraseTitle} closeButtonProps={{ 'aria-label': shell.close }}>
        <form className={parts.form} onSubmit={(event) => { event.preventDefault(); if (typed.trim() === words.eraseWord) erase.mutate() }}>
          <p>{words.eraseQuestion(name, numbers.count(mentions))}</p>
          <TextInput label={words.eraseConfirm} value={typed} onChange={(event) => setTyped(event.currentTarget.value)} autoComplete="off" />
          <Problem error={erase.error} />
          <div className={parts.end}>
            <Button variant="default" data-autofocus onClick={() => setOpen(false)}>{shell.cancel}</Button>
            <Button type="submit" color="red" disabled={typed.trim() !== words.eraseWord} loading={erase.isPending}>{words.eraseDo}</Button>
          </div>
        </form>
      </Modal>
    </>
  )
}
