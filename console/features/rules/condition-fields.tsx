import { Textarea, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { channelsQuery, tagsQuery } from '../../app/directory.ts'
import { useShellWords } from '../../app/words.ts'
import type { Choice } from '../../ui/check-list.tsx'
import { FilterMenu } from '../../ui/filter-menu.tsx'
import type { RuleDraft } from './rule-draft.ts'
import { useRuleWords } from './words.ts'
import parts from '../../ui/parts.module.css'

const sentiments = ['positive', 'neutral', 'negative', 'mixed'] as const

export function ConditionFields({ draft, onChange }: { draft: RuleDraft; onChange: (part: Partial<RuleDraft>) => void }) {
  const words = useRuleWords()
  const shell = useShellWords()
  const channels = useQuery(channelsQuery).data ?? []
  const tags = useQuery(tagsQuery).data ?? []
  return (
    <>
      <div className={parts.fields}>
        <Textarea label={words.words} description={words.wordsNote} rows={3} value={draft.words} onChange={(event) => onChange({ words: event.currentTarget.value })} />
        <Textarea label={words.noWords} description={words.wordsNote} rows={3} value={draft.noWords} onChange={(event) => onChange({ noWords: event.currentTarget.value })} />
      </div>
      <div className={parts.row}>
        <FilterMenu label={words.networks} choices={named(shell.networks)} chosen={draft.networks} onChange={(list) => onChange({ networks: list })} />
        <FilterMenu label={words.channels} choices={channels.map((channel) => ({ value: channel.id, label: channel.name }))} chosen={draft.channelIds} onChange={(list) => onChange({ channelIds: list })} />
        <FilterMenu label={words.sentiments} choices={sentiments.map((value) => ({ value, label: shell.sentiments[value] }))} chosen={draft.sentiments} onChange={(list) => onChange({ sentiments: list })} />
        <FilterMenu label={words.languages} choices={named(words.languageNames)} chosen={draft.languages} onChange={(list) => onChange({ languages: list })} />
        <FilterMenu label={words.kinds} choices={named(words.kindNames)} chosen={draft.kinds} onChange={(list) => onChange({ kinds: list })} />
        {tags.length > 0 && <FilterMenu label={words.tags} choices={tags.map((tag) => ({ value: tag.id, label: tag.name }))} chosen={draft.tagIds} onChange={(list) => onChange({ tagIds: list })} />}
      </div>
      <div className={parts.fields}>
        <Textarea label={words.author} description={words.wordsNote} rows={2} value={draft.author} onChange={(event) => onChange({ author: event.currentTarget.value })} />
        <TextInput label={words.minFollowers} inputMode="numeric" pattern="[0-9]*" maxLength={10} value={draft.minFollowers} onChange={(event) => onChange({ minFollowers: event.currentTarget.value.normalize('NFKC').replaceAll(/\D/g, '') })} />
      </div>
    </>
  )
}

function named(names: Record<string, string>): Choice[] {
  return Object.entries(names).map(([value, label]) => ({ value, label }))
}
