import { Button, NativeSelect } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import type { MemberView, Role } from '../../../core/team/team.ts'
import { membersQuery, useTeams } from '../../app/directory.ts'
import { useFail } from '../../app/fail.ts'
import { useMe } from '../../app/me.ts'
import { showToast } from '../../app/toasts.ts'
import { ActButton } from '../../ui/act-button.tsx'
import { Avatar } from '../../ui/avatar.tsx'
import { Chip } from '../../ui/chip.tsx'
import { ConfirmButton } from '../../ui/confirm-button.tsx'
import { Pane } from '../../ui/pane.tsx'
import { Section } from '../../ui/section.tsx'
import { changeMember } from './calls.ts'
import { useTeamWords } from './words.ts'
import parts from '../../ui/parts.module.css'

const InviteForm = lazy(() => import('./invite-form.tsx').then((module) => ({ default: module.InviteForm })))
const ResetLink = lazy(() => import('./reset-link.tsx').then((module) => ({ default: module.ResetLink })))

export function Members() {
  const words = useTeamWords()
  const members = useQuery(membersQuery)
  const [inviting, setInviting] = useState(false)
  const [resetting, setResetting] = useState<MemberView | null>(null)
  return (
    <Section title={words.members} actions={<Button onClick={() => setInviting(true)}>{words.invite}</Button>}>
      <Pane query={members} rows={4}>{(rows) => <ul className={parts.list}>{rows.map((member) => <Member key={member.userId} member={member} onReset={() => setResetting(member)} />)}</ul>}</Pane>
      <Suspense>
        {inviting && <InviteForm close={() => setInviting(false)} />}
        {resetting && <ResetLink member={resetting} close={() => setResetting(null)} />}
      </Suspense>
    </Section>
  )
}

function Member({ member, onReset }: { member: MemberView; onReset: () => void }) {
  const words = useTeamWords()
  const me = useMe()
  const teams = useTeams().filter((team) => member.teamIds.includes(team.id))
  const client = useQueryClient()
  const fail = useFail()
  const change = useMutation({
    mutationFn: (to: { role?: Role; state?: MemberView['state'] }) => changeMember(member, to),
    onSuccess: (_next, to) => showToast({ text: to.role ? words.roleChanged : to.state === 'suspended' ? words.suspended : words.resumed, ms: 3_000 }),
    onError: fail,
    onSettled: () => client.invalidateQueries({ queryKey: membersQuery.queryKey }),
  })
  const isMe = member.userId === me?.user.id
  return (
    <li className={parts.item}>
      <Avatar name={member.name} />
      <div className={parts.grow}>
        <p><b>{member.name}</b>{isMe && `（${words.you}）`} {member.state === 'suspended' && <Chip tone="warn">{words.states.suspended}</Chip>}</p>
        <p className={parts.dim}>{member.email}<br />{teams.length === 0 ? words.noTeams : teams.map((team) => team.name).join('、')}</p>
      </div>
      <NativeSelect aria-label={`${member.name} ${words.role}`} value={member.role} disabled={isMe} title={words.roleNotes[member.role]} onChange={(event) => change.mutate({ role: event.currentTarget.value as Role })} data={Object.entries(words.roles).map(([value, label]) => ({ value, label }))} />
      <div className={parts.row}>
        <ActButton variant="default" busy={change.isPending} onClick={onReset}>{words.reset}</ActButton>
        {!isMe && (member.state === 'active'
          ? <ConfirmButton disabled={change.isPending} question={words.suspendQuestion(member.name)} act={words.suspend} onConfirm={() => change.mutate({ state: 'suspended' })}>{words.suspend}</ConfirmButton>
          : <ActButton variant="default" busy={change.isPending} onClick={() => change.mutate({ state: 'active' })}>{words.resume}</ActButton>)}
      </div>
    </li>
  )
}
