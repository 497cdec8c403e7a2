import { Menu } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { channelsQuery, membersQuery, tagsQuery, teamsQuery } from '../../app/directory.ts'
import { useShellWords } from '../../app/words.ts'
import type { InboxSearch } from './search-params.ts'
import { useInboxWords } from './words.ts'

type Part = 'networks' | 'sentiments' | 'channels' | 'tags' | 'assignees' | 'teams'

/** Each choice changes the address at once, so a colleague can be sent it. */
export function Filters({ search }: { search: InboxSearch }) {
  const words = useInboxWords()
  const shell = useShellWords()
  const navigate = useNavigate()
  const channels = useQuery(channelsQuery).data ?? []
  const tags = useQuery(tagsQuery).data ?? []
  const members = useQuery(membersQuery).data ?? []
  const teams = useQuery(teamsQuery).data ?? []
  function toggle(part: Part, value: string): void {
    const now = search[part] ?? []
    const next = now.includes(value) ? now.filter((one) => one !== value) : [...now, value]
    void navigate({ to: '/inbox', search: { ...search, id: undefined, [part]: next.length === 0 ? undefined : next } })
  }
  const networks = [...new Set(channels.map((channel) => channel.network))]
  const parts: [Part, string, { value: string; label: string }[]][] = [
    ['networks', words.networks, networks.map((value) => ({ value, label: value in shell.networks ? shell.networks[value as keyof typeof shell.networks] : value }))],
    ['sentiments', words.sentiments, Object.entries(shell.sentiments).map(([value, label]) => ({ value, label }))],
    ['channels', words.channels, channels.map(({ id, name }) => ({ value: id, label: name }))],
    ['tags', words.tags, tags.map(({ id, name }) => ({ value: id, label: name }))],
    ['assignees', words.assignees, [{ value: 'none', label: words.nobody }, ...members.map(({ userId, name }) => ({ value: userId, label: name }))]],
    ['teams', words.teams, teams.map(({ id, name }) => ({ value: id, label: name }))],
  ]
  return (
    <>
      <Menu.Item onClick={() => void navigate({ to: '/inbox', search: { view: search.view, order: search.order } })}>{words.clearFilters}</Menu.Item>
      {parts.filter(([, , choices]) => choices.length > 0).map(([part, label, choices]) => (
        <div key={part} role="group" aria-label={label}>
          <Menu.Label>{label}</Menu.Label>
          {choices.map(({ value, label: name }) => {
            const on = search[part]?.includes(value) ?? false
            return <Menu.CheckboxItem key={value} checked={on} onChange={() => toggle(part, value)}>{name}</Menu.CheckboxItem>
          })}
        </div>
      ))}
    </>
  )
}
