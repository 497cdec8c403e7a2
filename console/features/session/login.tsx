import '@mantine/core/styles/PasswordInput.css'
import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { api, call } from '../../api/client.ts'
import { useSentence } from '../../app/language.tsx'
import { Card, CardForm, Problem } from './card.tsx'
import { enter } from './enter.ts'
import { useSessionWords } from './words.ts'
import style from './session.module.css'

const route = getRouteApi('/login')

export function Login() {
  const words = useSessionWords()
  const say = useSentence()
  const { to } = route.useSearch()
  const [step, setStep] = useState<'password' | 'totp'>('password')
  const hint = useQuery({ queryKey: ['session-hint'], queryFn: () => call(api.session.hint.$get()) })
  const signIn = useMutation({
    mutationFn: (values: Record<string, string>) => call(api.session['sign-in'].$post({ json: { email: values['email'] ?? '', password: values['password'] ?? '' } })),
    onSuccess: ({ next }) => (next === 'totp' ? setStep('totp') : enter(to)),
  })
  if (step === 'totp') return <SecondStep onAgain={() => setStep('password')} to={to} />
  const why = hint.data && 'why' in hint.data ? hint.data.why : undefined
  return (
    <Card title={words.login}>
      {why && <p className={style.problem} role="alert">{say(why)}</p>}
      {hint.data?.needsSetup && <p className={style.problem} role="status">{words.needsSetup}</p>}
      {hint.error && <Problem error={hint.error} />}
      <CardForm act={words.signIn} busy={signIn.isPending} error={signIn.error} onSubmit={(values) => signIn.mutate(values)}>
        <TextInput name="email" type="email" label={words.email} autoComplete="username" required autoFocus />
        <PasswordInput name="password" label={words.password} autoComplete="current-password" required />
      </CardForm>
      <p className={style.dim}>{words.forgot}</p>
    </Card>
  )
}

function SecondStep({ onAgain, to }: { onAgain: () => void; to: string | undefined }) {
  const words = useSessionWords()
  const pass = useMutation({
    mutationFn: (values: Record<string, string>) => call(api.session.totp.$post({ json: { code: values['code'] ?? '' } })),
    onSuccess: () => enter(to),
  })
  return (
    <Card title={words.code}>
      <CardForm act={words.confirm} busy={pass.isPending} error={pass.error} onSubmit={(values) => pass.mutate(values)}>
        <TextInput name="code" label={words.code} description={words.codeNote} inputMode="numeric" autoComplete="one-time-code" required autoFocus />
      </CardForm>
      <Button variant="subtle" onClick={onAgain}>{words.again}</Button>
    </Card>
  )
}
