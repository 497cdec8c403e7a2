import { ActionIcon, Button, NativeSelect, TextInput } from '@mantine/core'
import { useMembers, useTeams } from '../../app/directory.ts'
import { FilterMenu } from '../../ui/filter-menu.tsx'
import { Icon } from '../../ui/icons.tsx'
import { MemberSelect, TeamSelect } from '../../ui/person-select.tsx'
import { useTicketWords } from '../tickets/words.ts'
import { newAction, type ActionDraft, type RuleDraft } from './rule-draft.ts'
import { useRuleWords } from './words.ts'
import style from './rules.module.css'

export function ActionFields({ draft, onChange }: { draft: RuleDraft; onChange: (part: Partial<RuleDraft>) => void }) {
  const words = useRuleWords()
  function put(index: number, part: Partial<ActionDraft>): void {
    onChange({ actions: draft.actions.map((action, i) => (i === index ? { ...action, ...part } : action)) })
  }
  const kinds = Object.entries(words.actionKinds).map(([value, label]) => ({ value, label }))
  return (
    <>
      {draft.actions.map((action, index) => (
        <div key={index} className={style.action}>
          <NativeSelect label={`${words.kind} ${index + 1}`} value={action.kind} onChange={(event) => put(index, { kind: event.currentTarget.value as ActionDraft['kind'] })} data={kinds} />
          <Details action={action} onChange={(part) => put(index, part)} />
          {draft.actions.length > 1 && <ActionIcon aria-label={words.removeAction(index + 1)} onClick={() => onChange({ actions: draft.actions.filter((_, i) => i !== index) })}><Icon name="close" size={16} /></ActionIcon>}
        </div>
      ))}
      {draft.actions.length < 10 && <div><Button variant="subtle" onClick={() => onChange({ actions: [...draft.actions, newAction] })}>{words.addAction}</Button></div>}
    </>
  )
}

function Details({ action, onChange }: { action: ActionDraft; onChange: (part: Partial<ActionDraft>) => void }) {
  const words = useRuleWords()
  const tickets = useTicketWords()
  const members = useMembers()
  const teams = useTeams()
  if (action.kind === 'tag') return <TextInput label={words.tag} required maxLength={60} value={action.tag} onChange={(event) => onChange({ tag: event.currentTarget.value })} />
  if (action.kind === 'sort') return <NativeSelect label={words.sorting} value={action.sorting} onChange={(event) => onChange({ sorting: event.currentTarget.value })} data={Object.entries(words.sortings).map(([value, label]) => ({ value, label }))} />
  if (action.kind === 'notify') {
    return (
      <div className={style.notify}>
        <FilterMenu label={words.notifyUsers} choices={members.map((member) => ({ value: member.userId, label: member.name }))} chosen={action.userIds} onChange={(userIds) => onChange({ userIds })} />
        <FilterMenu label={words.notifyTeams} choices={teams.map((team) => ({ value: team.id, label: team.name }))} chosen={action.teamIds} onChange={(teamIds) => onChange({ teamIds })} />
      </div>
    )
  }
  return (
    <>
      {action.kind === 'open-ticket' && <>
        <NativeSelect label={words.type} value={action.type} onChange={(event) => onChange({ type: event.currentTarget.value })} data={Object.entries(tickets.types).map(([value, label]) => ({ value, label }))} />
        <NativeSelect label={words.priority} value={action.priority} onChange={(event) => onChange({ priority: event.currentTarget.value })} data={Object.entries(tickets.priorities).map(([value, label]) => ({ value, label }))} />
      </>}
      <MemberSelect label={action.kind === 'capture-lead' ? words.owner : words.assignee} nobody={words.nobody} value={action.personId} onChange={(personId) => onChange({ personId })} />
      <TeamSelect label={words.team} nobody={words.nobody} value={action.teamId} onChange={(teamId) => onChange({ teamId })} />
    </>
  )
}
