import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api, call } from '../../api/client.ts'
import { meQuery } from '../../app/me.ts'
import { showToast } from '../../app/toasts.ts'
import { useShellWords } from '../../app/words.ts'
import { ActButton } from '../../ui/act-button.tsx'
import { Chip } from '../../ui/chip.tsx'
import { CopyField } from '../../ui/copy-field.tsx'
import { Problem } from '../../ui/problem.tsx'
import { saveFile } from '../../ui/save-file.ts'
import { Section } from '../../ui/section.tsx'
import { QrCode } from './qr-code.tsx'
import { useMeWords } from './words.ts'
import parts from '../../ui/parts.module.css'
import style from './me.module.css'

/** Turned on in two steps: nothing holds before a first code has been read. */
export function TwoSteps({ on, email }: { on: boolean; email: string }) {
  const words = useMeWords()
  const [asking, setAsking] = useState(false)
  return (
    <Section title={words.totp} note={words.totpNote}>
      <p><Chip tone={on ? 'accent' : 'plain'} icon={on ? 'check' : undefined}>{on ? words.totpOn : words.totpOff}</Chip></p>
      {asking ? (on ? <TurnOff done={() => setAsking(false)} /> : <TurnOn email={email} done={() => setAsking(false)} />) : <div><Button variant="default" onClick={() => setAsking(true)}>{on ? words.disable : words.enable}</Button></div>}
    </Section>
  )
}

function TurnOn({ email, done }: { email: string; done: () => void }) {
  const words = useMeWords()
  const client = useQueryClient()
  const [code, setCode] = useState('')
  const begin = useMutation({ mutationFn: (password: string) => call(api.session.totp.enable.$post({ json: { password } })) })
  const confirm = useMutation({
    mutationFn: () => call(api.session.totp.confirm.$post({ json: { code: code.normalize('NFKC').replaceAll(/\s/g, '') } })),
    onSuccess() {
      void client.invalidateQueries({ queryKey: meQuery.queryKey })
      showToast({ text: words.enabled })
      done()
    },
  })
  if (!begin.data) return <AskPassword act={words.begin} busy={begin.isPending} error={begin.error} onPassword={(password) => begin.mutate(password)} onCancel={done} />
  const { uri, secret, recoveryCodes } = begin.data
  const all = `${recoveryCodes.join('\n')}\n`
  return (
    <div className={parts.form}>
      <p>{words.scan}</p>
      <QrCode text={uri} label={words.scanAlt} />
      <CopyField label={words.secret} value={secret} />
      <section aria-label={words.recovery}>
        <h3>{words.recovery}</h3>
        <p className={parts.dim}>{words.recoveryNote}</p>
        <ul className={style.codes}>{recoveryCodes.map((one) => <li key={one}><code>{one}</code></li>)}</ul>
        <Button variant="default" onClick={() => saveFile(new Blob([`${email}\n${all}`], { type: 'text/plain' }), 'recovery-codes.txt')}>{words.saveCodes}</Button>
      </section>
      <form className={style.narrow} onSubmit={(event) => { event.preventDefault(); confirm.mutate() }}>
        <TextInput label={words.code} inputMode="numeric" autoComplete="one-time-code" required maxLength={20} value={code} onChange={(event) => setCode(event.currentTarget.value)} />
        <Problem error={confirm.error} />
        <div className={parts.row}><ActButton type="submit" busy={confirm.isPending}>{words.confirm}</ActButton><CancelButton onCancel={done} /></div>
      </form>
    </div>
  )
}

function TurnOff({ done }: { done: () => void }) {
  const words = useMeWords()
  const client = useQueryClient()
  const off = useMutation({
    mutationFn: (password: string) => call(api.session.totp.disable.$post({ json: { password } })),
    onSuccess() {
      void client.invalidateQueries({ queryKey: meQuery.queryKey })
      showToast({ text: words.disabled })
      done()
    },
  })
  return <AskPassword act={words.disable} busy={off.isPending} error={off.error} onPassword={(password) => off.mutate(password)} onCancel={done} />
}

function AskPassword({ act, busy, error, onPassword, onCancel }: { act: string; busy: boolean; error: unknown; onPassword: (password: string) => void; onCancel: () => void }) {
  const words = useMeWords()
  const [password, setPassword] = useState('')
  return (
    <form className={style.narrow} onSubmit={(event) => { event.preventDefault(); onPassword(password) }}>
      <PasswordInput label={words.withPassword} autoComplete="current-password" required maxLength={200} value={password} onChange={(event) => setPassword(event.currentTarget.value)} />
      <Problem error={error} />
      <div className={parts.row}><ActButton type="submit" busy={busy}>{act}</ActButton><CancelButton onCancel={onCancel} /></div>
    </form>
  )
}

function CancelButton({ onCancel }: { onCancel: () => void }) {
  const shell = useShellWords()
  return <Button variant="default" onClick={onCancel}>{shell.cancel}</Button>
}
