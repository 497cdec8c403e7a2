import '@mantine/core/styles/PasswordInput.css'
import { PasswordInput, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { getRouteApi, Link, Navigate } from '@tanstack/react-router'
import { useState } from 'react'
import { api, ApiError, call } from '../../api/client.ts'
import { TimeAt } from '../../ui/time-ago.tsx'
import { LoadingPane } from '../../ui/pane.tsx'
import { Card, CardForm, Problem } from './card.tsx'
import { enter } from './enter.ts'
import { useSessionWords } from './words.ts'
import style from './session.module.css'

const route = getRouteApi('/link/$token')

function readLink(token: string) {
  return call(api.links[':token'].$get({ param: { token } }))
}

type Facts = Awaited<ReturnType<typeof readLink>>

/** An invitation, a reset or a sign-in: works once. */
export function OneTimeLink() {
  const words = useSessionWords()
  const { token } = route.useParams()
  const facts = useQuery({ queryKey: ['link', token], queryFn: () => readLink(token), retry: false, staleTime: Infinity })
  if (facts.data?.purpose === 'setup') return <Navigate to="/setup" search={{ token }} replace />
  if (facts.data) return <UseLink token={token} facts={facts.data} />
  const gone = facts.error instanceof ApiError && facts.error.status === 404
  return (
    <Card title={words.signinLink}>
      {gone ? <p className={style.problem} role="alert">{words.linkGone}</p> : facts.error ? <Problem error={facts.error} /> : <LoadingPane rows={2} />}
      {facts.error && <Link to="/login">{words.toLogin}</Link>}
    </Card>
  )
}

function UseLink({ token, facts }: { token: string; facts: Facts }) {
  const words = useSessionWords()
  const [askCode, setAskCode] = useState(false)
  const use = useMutation({
    mutationFn: (values: Record<string, string>) => call(api.links[':token'].$post({ param: { token }, json: { name: values['name'] || undefined, password: values['password'] || undefined } })),
    onSuccess: ({ next }) => (next === 'totp' ? setAskCode(true) : enter()),
  })
  const pass = useMutation({ mutationFn: (values: Record<string, string>) => call(api.session.totp.$post({ json: { code: values['code'] ?? '' } })), onSuccess: () => enter() })
  if (askCode) {
    return (
      <Card title={words.code}>
        <CardForm act={words.confirm} busy={pass.isPending} error={pass.error} onSubmit={(values) => pass.mutate(values)}>
          <TextInput name="code" label={words.code} description={words.codeNote} inputMode="numeric" autoComplete="one-time-code" required autoFocus />
        </CardForm>
      </Card>
    )
  }
  const title = { invite: words.invite, reset: words.reset, signin: words.signinLink, setup: words.setUp }[facts.purpose]
  const act = { invite: words.join, reset: words.resetDo, signin: words.signIn, setup: words.create }[facts.purpose]
  const newcomer = facts.purpose === 'invite' && !facts.hasAccount
  return (
    <Card title={title}>
      {facts.purpose === 'invite' && facts.workspaceName && <p>{words.inviteTo(facts.workspaceName)} {facts.role && words.roles[facts.role]}</p>}
      {facts.purpose === 'invite' && facts.hasAccount && <p className={style.dim}>{words.haveAccount}</p>}
      {facts.purpose === 'signin' && <p className={style.dim}>{words.signinNote}</p>}
      {facts.email && <p className={style.dim}>{facts.email}</p>}
      <CardForm act={act} busy={use.isPending} error={use.error} onSubmit={(values) => use.mutate(values)}>
        {facts.email && <input type="hidden" name="email" value={facts.email} autoComplete="username" />}
        {newcomer && <TextInput name="name" label={words.name} autoComplete="name" required maxLength={100} autoFocus />}
        {facts.purpose !== 'signin' && (facts.purpose === 'invite' && facts.hasAccount
          ? <PasswordInput name="password" label={words.password} autoComplete="current-password" required />
          : <PasswordInput name="password" label={words.newPassword} autoComplete="new-password" required minLength={10} maxLength={200} />)}
      </CardForm>
      <p className={style.dim}>{words.validUntil} <TimeAt at={facts.expiresAt} /></p>
    </Card>
  )
}
