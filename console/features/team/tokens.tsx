import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import type { TokenView } from '../../../core/team/team.ts'
import { useFail } from '../../app/fail.ts'
import { useNow } from '../../app/now.ts'
import { showToast } from '../../app/toasts.ts'
import { useTimes } from '../../app/zone.ts'
import { Chip } from '../../ui/chip.tsx'
import { ConfirmButton } from '../../ui/confirm-button.tsx'
import { focusMain } from '../../ui/focus-main.ts'
import { EmptyPane, Pane } from '../../ui/pane.tsx'
import { Section } from '../../ui/section.tsx'
import { revokeToken, tokensQuery } from './calls.ts'
import { useTeamWords } from './words.ts'
import parts from '../../ui/parts.module.css'

const TokenForm = lazy(() => import('./token-form.tsx').then((module) => ({ default: module.TokenForm })))

export function Tokens() {
  const words = useTeamWords()
  const tokens = useQuery(tokensQuery)
  const [making, setMaking] = useState(false)
  return (
    <Section title={words.tokens} note={words.tokensNote} actions={<Button onClick={() => setMaking(true)}>{words.newToken}</Button>}>
      <Pane query={tokens} rows={3}>{(rows) => rows.length === 0 ? <EmptyPane title={words.emptyTokens} /> : <ul className={parts.list}>{rows.map((token) => <Token key={token.id} token={token} />)}</ul>}</Pane>
      <Suspense>{making && <TokenForm close={() => setMaking(false)} />}</Suspense>
    </Section>
  )
}

function Token({ token }: { token: TokenView }) {
  const words = useTeamWords()
  const times = useTimes()
  const now = useNow()
  const client = useQueryClient()
  const fail = useFail()
  const revoke = useMutation({ mutationFn: () => revokeToken(token.id), onSuccess: () => { showToast({ text: words.revoked }); focusMain() }, onError: fail, onSettled: () => client.invalidateQueries({ queryKey: ['tokens'] }) })
  const expired = Date.parse(token.expiresAt) < now
  return (
    <li className={parts.item}>
      <div className={parts.grow}>
        <p><b>{token.name}</b> <Chip>{words.roles[token.role]}</Chip> {token.revokedAt ? <Chip tone="warn">{words.revokedState}</Chip> : expired && <Chip tone="warn">{words.expired}</Chip>}</p>
        <p className={parts.dim}>{token.scopes.map((scope) => (words.scopeNames as Record<string, string>)[scope] ?? scope).join('、')}</p>
        <p className={parts.dim}>{words.expires} {times.absolute(token.expiresAt)}・{token.lastUsedAt ? `${words.lastUsed} ${times.ago(token.lastUsedAt, now)}` : words.neverUsed}</p>
      </div>
      {!token.revokedAt && <ConfirmButton disabled={revoke.isPending} question={words.revokeQuestion} act={words.revoke} onConfirm={() => revoke.mutate()}>{words.revoke}</ConfirmButton>}
    </li>
  )
}
