import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import type { TeamView } from '../../../core/team/team.ts'
import { channelsQuery, teamsQuery, useMembers } from '../../app/directory.ts'
import { useFail } from '../../app/fail.ts'
import { useNumbers } from '../../app/numbers.ts'
import { showToast } from '../../app/toasts.ts'
import { ConfirmButton } from '../../ui/confirm-button.tsx'
import { focusMain } from '../../ui/focus-main.ts'
import { EmptyPane, Pane } from '../../ui/pane.tsx'
import { Section } from '../../ui/section.tsx'
import { deleteTeam } from './calls.ts'
import { useTeamWords } from './words.ts'
import parts from '../../ui/parts.module.css'

const TeamForm = lazy(() => import('./team-form.tsx').then((module) => ({ default: module.TeamForm })))

export function Teams() {
  const words = useTeamWords()
  const teams = useQuery(teamsQuery)
  const [open, setOpen] = useState<TeamView | 'new' | null>(null)
  return (
    <Section title={words.teams} note={words.wallNote} actions={<Button onClick={() => setOpen('new')}>{words.newTeam}</Button>}>
      <Pane query={teams} rows={3}>{(rows) => rows.length === 0 ? <EmptyPane title={words.emptyTeams} /> : <ul className={parts.list}>{rows.map((team) => <Team key={team.id} team={team} onEdit={() => setOpen(team)} />)}</ul>}</Pane>
      <Suspense>{open !== null && <TeamForm team={open === 'new' ? null : open} close={() => setOpen(null)} />}</Suspense>
    </Section>
  )
}

function Team({ team, onEdit }: { team: TeamView; onEdit: () => void }) {
  const words = useTeamWords()
  const numbers = useNumbers()
  const members = useMembers().filter((member) => team.memberIds.includes(member.userId))
  const channels = (useQuery(channelsQuery).data ?? []).filter((channel) => team.channelIds.includes(channel.id))
  const client = useQueryClient()
  const fail = useFail()
  const remove = useMutation({ mutationFn: () => deleteTeam(team), onSuccess: () => { showToast({ text: words.teamRemoved }); focusMain() }, onError: fail, onSettled: () => client.invalidateQueries({ queryKey: teamsQuery.queryKey }) })
  return (
    <li className={parts.item}>
      <div className={parts.grow}>
        <p><b>{team.name}</b> <span className={parts.dim} data-numbers="">{words.peopleCount(numbers.count(team.memberIds.length))}</span></p>
        <p className={parts.dim}>{members.map((member) => member.name).join('、')}</p>
        <p className={parts.dim}>{channels.length === 0 ? words.noChannels : channels.map((channel) => channel.name).join('、')}</p>
      </div>
      <Button variant="default" onClick={onEdit}>{words.editTeam}</Button>
      <ConfirmButton variant="subtle" disabled={remove.isPending} question={words.removeTeamQuestion} act={words.removeTeam} onConfirm={() => remove.mutate()}>{words.removeTeam}</ConfirmButton>
    </li>
  )
}
