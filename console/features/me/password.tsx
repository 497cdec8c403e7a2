import { PasswordInput } from '@mantine/core'
import '@mantine/core/styles/PasswordInput.css'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { api, call } from '../../api/client.ts'
import { useMe } from '../../app/me.ts'
import { showToast } from '../../app/toasts.ts'
import { ActButton } from '../../ui/act-button.tsx'
import { Problem } from '../../ui/problem.tsx'
import { useFormWords } from '../../ui/schema-form.ts'
import { Section } from '../../ui/section.tsx'
import { useMeWords } from './words.ts'
import parts from '../../ui/parts.module.css'
import style from './me.module.css'

export function Password() {
  const words = useMeWords()
  const forms = useFormWords()
  const email = useMe()?.user.email ?? ''
  const [password, setPassword] = useState('')
  const [newPassword, setNewPassword] = useState('')
  const [asked, setAsked] = useState(false)
  const save = useMutation({
    mutationFn: () => call(api.session.password.$post({ json: { password, newPassword } })),
    onSuccess() {
      setPassword('')
      setNewPassword('')
      setAsked(false)
      showToast({ text: words.changed })
    },
  })
  const short = newPassword.length < 10
  function submit(): void {
    setAsked(true)
    if (password !== '' && !short) save.mutate()
  }
  return (
    <Section title={words.password} note={words.passwordNote}>
      <form className={style.narrow} onSubmit={(event) => { event.preventDefault(); submit() }} noValidate>
        {/* Lets a password manager know whose password this is. */}
        <input className="k-hidden" type="text" autoComplete="username" value={email} readOnly tabIndex={-1} aria-hidden="true" />
        <PasswordInput label={words.current} autoComplete="current-password" required maxLength={200} value={password} onChange={(event) => setPassword(event.currentTarget.value)} error={asked && password === '' ? forms.required : undefined} />
        <PasswordInput label={words.next} description={words.nextNote} autoComplete="new-password" required maxLength={200} value={newPassword} onChange={(event) => setNewPassword(event.currentTarget.value)} error={asked && short ? words.nextNote : undefined} />
        <Problem error={save.error} />
        <div className={parts.row}><ActButton type="submit" busy={save.isPending}>{words.change}</ActButton></div>
      </form>
    </Section>
  )
}
