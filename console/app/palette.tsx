import '@mantine/spotlight/styles.css'
import { createSpotlight, Spotlight } from '@mantine/spotlight'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useDeferredValue, useEffect, useState, type ReactNode } from 'react'
import { en } from '../text/en/palette.ts'
import { ja } from '../text/ja/palette.ts'
import { Icon, type IconName } from '../ui/icons.tsx'
import { useFocusBack } from '../ui/use-focus-back.ts'
import { allCommands, type Command } from './commands.ts'
import { findAnything, type Found } from './find.ts'
import { useWords } from './language.tsx'
import { useMe } from './me.ts'
import { places } from './places.ts'
import { useShellWords } from './words.ts'

const [store, spotlight] = createSpotlight()

/** Actions of the open screen, the screens, and whatever is stored: one field for all. Enter that confirms kanji chooses nothing. */
export function Palette({ close }: { close: () => void }) {
  const words = useWords({ ja, en })
  const [query, setQuery] = useState('')
  const asked = useDeferredValue(query.trim())
  const [commands] = useState(allCommands)
  const found = useQuery({ queryKey: ['find', asked], queryFn: ({ signal }) => findAnything(asked, signal), enabled: asked !== '', placeholderData: keepPreviousData })
  const navigate = useNavigate()
  const screens = useScreens()
  useFocusBack()
  useEffect(() => {
    spotlight.open()
  }, [])

  /** Addresses come as data here, so their types are not known to the router. */
  function open(to: string, search: Record<string, string> = {}): void {
    void navigate({ href: `${to}${Object.keys(search).length > 0 ? `?${new URLSearchParams(search)}` : ''}` })
  }

  const actions = [...commands, ...screens].filter((command) => matches(command.label, query))
  const finds = asked === '' ? [] : (found.data ?? [])
  // What came later stands above what was there: Enter takes the first again.
  const shown = `${asked} ${actions.length} ${finds.length}`
  useEffect(() => {
    selectFirst()
  }, [shown])
  const nothing = actions.length === 0 && finds.length === 0 && asked === ''
  return (
    <Spotlight.Root store={store} query={query} onQueryChange={setQuery} shortcut={null} onSpotlightClose={close} scrollable maxHeight={480} centered={false} yOffset="12vh" overlayProps={{ backgroundOpacity: 0.45, blur: 0 }} attributes={{ content: { 'aria-label': words.title } }}>
      <Spotlight.Search placeholder={words.placeholder} aria-label={words.title} leftSection={<Icon name="search" />} />
      <Spotlight.ActionsList>
        {actions.length > 0 && <Spotlight.ActionsGroup label={words.actions}>{actions.map((command) => <Row key={command.id} icon={command.icon} label={command.label} keys={command.keys} run={command.run} />)}</Spotlight.ActionsGroup>}
        {groupsOf(finds).map(([group, rows]) => (
          <Spotlight.ActionsGroup key={group} label={words[group]}>
            {rows.map((row) => <Row key={`${row.to}${row.label}`} icon={row.icon} label={row.label} note={row.note} run={() => open(row.to, row.search)} />)}
          </Spotlight.ActionsGroup>
        ))}
        {asked !== '' && <Row icon="search" label={words.searchFor(asked)} run={() => open('/search', { q: asked })} />}
        {nothing && <Spotlight.Empty>{words.nothing}</Spotlight.Empty>}
        {found.error && <Spotlight.Empty role="alert">{words.failed}</Spotlight.Empty>}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  )
}

function selectFirst(): void {
  const list = document.getElementById(store.getState().listId)
  const rows = list?.querySelectorAll('[data-action]') ?? []
  for (const row of rows) row.removeAttribute('data-selected')
  rows[0]?.setAttribute('data-selected', 'true')
  store.updateState((state) => ({ ...state, selected: 0 }))
}

function Row({ icon, label, note, keys, run }: { icon?: IconName; label: string; note?: string; keys?: readonly string[]; run: () => void }) {
  const hint: ReactNode = keys ? <kbd>{keys[0]}</kbd> : null
  return <Spotlight.Action label={label} description={note} onClick={run} leftSection={icon ? <Icon name={icon} /> : null} rightSection={hint} />
}

function useScreens(): Command[] {
  const words = useShellWords()
  const navigate = useNavigate()
  const abilities = useMe()?.abilities ?? []
  return [...places.main, ...places.settings].filter((place) => abilities.includes(place.needs)).map((place) => ({
    id: place.to, label: words[place.word], icon: place.icon, run: () => void navigate({ to: place.to }),
  }))
}

/** Width and case of letters do not matter. */
function matches(label: string, query: string): boolean {
  const fold = (text: string) => text.normalize('NFKC').toLowerCase()
  return fold(query).split(/\s+/).every((word) => fold(label).includes(word))
}

function groupsOf(rows: readonly Found[]): [Found['group'], Found[]][] {
  return [...Map.groupBy(rows, (row) => row.group)]
}
