import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { FacetsResult } from '../../../core/search/search.ts'
import { channelsQuery, tagsQuery, useMembers, useTeams } from '../../app/directory.ts'
import { useNumbers } from '../../app/numbers.ts'
import { useShellWords } from '../../app/words.ts'
import { useTimes } from '../../app/zone.ts'
import { CheckList, type Choice } from '../../ui/check-list.tsx'
import { DayField } from '../../ui/day-field.tsx'
import { useInboxWords } from '../inbox/words.ts'
import { countFilters, dayAgo, groups, type Group, type SearchSearch } from './search-params.ts'
import { useSearchWords } from './words.ts'
import style from './search.module.css'

interface Props {
  search: SearchSearch
  facets: FacetsResult | undefined
  /** More hits than are counted: the numbers are of the newest 10,000. */
  isCapped: boolean
  onChange: (part: Partial<SearchSearch>) => void
}

/** Every filter with how much there is of it now; a press on a count sets it. */
export function Filters({ search, facets, isCapped, onChange }: Props) {
  const words = useSearchWords()
  const choices = useChoices(facets)
  const none = Object.fromEntries([...groups, 'authors', 'from', 'to'].map((key) => [key, undefined]))
  return (
    <div className={style.filterList}>
      {countFilters(search) > 0 && <Button variant="subtle" onClick={() => onChange(none)}>{words.clear}</Button>}
      {search.authors && <Button variant="light" onClick={() => onChange({ authors: undefined })} title={words.removeAuthor}>{words.author} ✕</Button>}
      <Period search={search} onChange={onChange} />
      {isCapped && <p className={style.cut}>{words.facetsCapped}</p>}
      {groups.map((group) => <GroupFilter key={group} group={group} choices={choices[group]} chosen={search[group] ?? []} onChange={(list) => onChange({ [group]: list.length === 0 ? undefined : list })} />)}
    </div>
  )
}

function GroupFilter({ group, choices, chosen, onChange }: { group: Group; choices: Choice[]; chosen: string[]; onChange: (chosen: string[]) => void }) {
  const words = useSearchWords()
  const [all, setAll] = useState(false)
  // What is chosen stays in sight even when nothing of it is left.
  const known = [...choices, ...chosen.filter((value) => !choices.some((choice) => choice.value === value)).map((value) => ({ value, label: value }))]
  if (known.length === 0) return null
  const shown = all ? known : known.filter((choice, i) => i < 6 || chosen.includes(choice.value))
  return (
    <div>
      <CheckList label={words.groups[group]} choices={shown} chosen={chosen} onChange={onChange} />
      {shown.length < known.length && <Button variant="subtle" onClick={() => setAll(true)}>{words.moreValues(known.length - shown.length)}</Button>}
    </div>
  )
}

function Period({ search, onChange }: Pick<Props, 'search' | 'onChange'>) {
  const words = useSearchWords()
  const { zone } = useTimes()
  return (
    <fieldset className={style.period}>
      <legend>{words.period}</legend>
      <div className={style.periods}>
        {(['7', '30', '90'] as const).map((days) => {
          const from = dayAgo(Number(days) - 1, zone)
          return <Button key={days} variant={search.from === from && !search.to ? 'light' : 'default'} aria-pressed={search.from === from && !search.to} onClick={() => onChange({ from, to: undefined })}>{words.periods[days]}</Button>
        })}
      </div>
      <DayField label={`${words.from} (${zone})`} value={search.from ?? ''} onChange={(day) => onChange({ from: day || undefined })} />
      <DayField label={words.to} value={search.to ?? ''} onChange={(day) => onChange({ to: day || undefined })} />
    </fieldset>
  )
}

/** What can be chosen with its counts; what is known but not found stands behind with none. */
function useChoices(facets: FacetsResult | undefined): Record<Group, Choice[]> {
  const words = useSearchWords()
  const shell = useShellWords()
  const inbox = useInboxWords()
  const numbers = useNumbers()
  const members = useMembers()
  const teams = useTeams()
  const channels = useQuery(channelsQuery).data ?? []
  const tags = useQuery(tagsQuery).data ?? []
  const counted = (facet: keyof FacetsResult, name: (value: string, label: string) => string, known: { value: string; label: string }[] = []): Choice[] => {
    const found = (facets?.[facet] ?? []).map(({ value, label, count }) => ({ value, label: name(value, label), count: numbers.count(count) }))
    return [...found, ...known.filter((one) => !found.some((two) => two.value === one.value)).map((one) => ({ ...one, ...(facets && { count: numbers.count(0) }) }))]
  }
  return {
    sentiments: counted('sentiment', (value) => (shell.sentiments as Record<string, string>)[value] ?? value, Object.entries(shell.sentiments).map(([value, label]) => ({ value, label }))),
    networks: counted('network', (value) => (shell.networks as Record<string, string>)[value] ?? value),
    channels: counted('channel', (_value, label) => label, channels.map((channel) => ({ value: channel.id, label: channel.name }))),
    languages: counted('language', (value) => words.languageNames[value] ?? value),
    kinds: counted('kind', (value) => inbox.kinds[value] ?? value),
    states: counted('state', (value) => (words.states as Record<string, string>)[value] ?? value),
    assignees: counted('assignee', (value, label) => (value === 'none' ? words.nobody : label), [{ value: 'none', label: words.nobody }, ...members.map((member) => ({ value: member.userId, label: member.name }))]),
    tags: counted('tag', (_value, label) => label, tags.map((tag) => ({ value: tag.id, label: tag.name }))),
    teams: teams.map((team) => ({ value: team.id, label: team.name })),
  }
}
