import { Button, TextInput } from '@mantine/core'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { LeadView } from '../../../core/lead/lead.ts'
import { useMembers } from '../../app/directory.ts'
import { useNow } from '../../app/now.ts'
import { useNumbers } from '../../app/numbers.ts'
import { Screen } from '../../app/screen.tsx'
import { useTimes } from '../../app/zone.ts'
import { Chip } from '../../ui/chip.tsx'
import { FilterMenu } from '../../ui/filter-menu.tsx'
import { Icon } from '../../ui/icons.tsx'
import { MoreRows } from '../../ui/more-rows.tsx'
import { NetworkIcon } from '../../ui/network-icon.tsx'
import { EmptyPane, Pane } from '../../ui/pane.tsx'
import { TimeAgo } from '../../ui/time-ago.tsx'
import { usePages } from '../../ui/use-pages.ts'
import { useRowKeys } from '../../ui/use-row-keys.ts'
import { listLeads } from './calls.ts'
import type { LeadsSearch } from './routes.ts'
import { stages } from './stages.ts'
import { useLeadWords } from './words.ts'
import style from '../tickets/tickets.module.css'

const route = getRouteApi('/shell/leads')

/** Who may buy, by stage. */
export function Leads() {
  const words = useLeadWords()
  const numbers = useNumbers()
  const search = route.useSearch()
  const { query, rows, first, ...rest } = usePages(['leads', search], (after, signal) => listLeads(search, after, signal))
  const list = useRowKeys<HTMLUListElement>()
  return (
    <Screen title={words.title}>
      <nav aria-label={words.stagesLabel} className={style.views}>
        <Link from="/leads" to="/leads" search={(old) => ({ ...old, stage: undefined })} activeOptions={{ exact: true }} aria-current={search.stage ? undefined : 'page'}>{words.all}</Link>
        {stages.map((stage) => (
          <Link key={stage} from="/leads" to="/leads" search={(old) => ({ ...old, stage })} activeOptions={{ exact: true }} aria-current={stage === search.stage ? 'page' : undefined}>{words.stages[stage]}</Link>
        ))}
      </nav>
      <Tools search={search} count={first ? words.total(numbers.total(first)) : words.unknownCount} />
      <Pane query={{ data: first ?? undefined, error: query.error, refetch: query.refetch }} rowHeight={76}>
        {() => rows.length === 0
          ? <EmptyPane title={search.stage ?? search.owners ?? search.q ? words.emptyFiltered : words.empty} />
          : <>
              <ul className={style.list} ref={list} aria-label={words.list} data-keys="list">{rows.map((lead) => <LeadItem key={lead.id} lead={lead} />)}</ul>
              <MoreRows more={rest.more} loading={rest.loadingMore} failed={rest.moreFailed} onMore={rest.loadMore} />
            </>}
      </Pane>
    </Screen>
  )
}

function Tools({ search, count }: { search: LeadsSearch; count: string }) {
  const words = useLeadWords()
  const navigate = route.useNavigate()
  const members = useMembers()
  const [typed, setTyped] = useState(search.q ?? '')
  function change(part: Partial<LeadsSearch>): void {
    void navigate({ search: (old) => ({ ...old, ...part }), replace: true })
  }
  return (
    <div className={style.tools}>
      <span role="status" data-numbers="">{count}</span>
      <form role="search" onSubmit={(event) => { event.preventDefault(); change({ q: typed.trim() || undefined }) }}>
        <TextInput type="search" aria-label={words.find} placeholder={words.find} value={typed} onChange={(event) => setTyped(event.currentTarget.value)} maxLength={200} leftSection={<Icon name="search" size={16} />} />
      </form>
      <FilterMenu label={words.owner} choices={[{ value: 'none', label: words.nobody }, ...members.map((member) => ({ value: member.userId, label: member.name }))]} chosen={search.owners ?? []} onChange={(list) => change({ owners: list.length === 0 ? undefined : list })} />
      {(search.owners ?? search.q) && <Button variant="subtle" onClick={() => { setTyped(''); change({ owners: undefined, q: undefined }) }}>{words.clear}</Button>}
    </div>
  )
}

function LeadItem({ lead }: { lead: LeadView }) {
  const words = useLeadWords()
  return (
    <li>
      <Link to="/leads/$id" params={{ id: lead.id }} className={style.item} data-row="">
        <span className={style.subject}><b data-numbers="">#{lead.number}</b> <span>{lead.name}{lead.company && `（${lead.company}）`}</span></span>
        <span className={style.chips}>
          <Chip tone={lead.stage === 'won' ? 'accent' : 'plain'}>{words.stages[lead.stage]}</Chip>
          <NextStep lead={lead} />
          {lead.need && <span className={style.who}><span>{lead.need}</span></span>}
        </span>
        <span className={style.who}><NetworkIcon network={lead.person.network} /><span>{lead.person.name ?? lead.person.handle ?? lead.person.externalId}</span></span>
        <span className={style.who}>{lead.owner?.name ?? words.nobody}{lead.team && `（${lead.team.name}）`}</span>
        <span className={style.time}><span className="k-hidden">{words.captured} </span><TimeAgo at={lead.createdAt} /></span>
      </Link>
    </li>
  )
}

function NextStep({ lead }: { lead: LeadView }) {
  const words = useLeadWords()
  const times = useTimes()
  const now = useNow()
  if (!lead.nextStepOn || lead.stage === 'won' || lead.stage === 'lost') return null
  const today = new Intl.DateTimeFormat('sv-SE', { timeZone: times.zone }).format(now)
  const late = lead.nextStepOn < today
  const when = lead.nextStepOn.replaceAll('-', '/')
  return <Chip icon="clock" tone={late ? 'danger' : 'plain'} title={lead.nextStep ?? undefined}>{late ? words.late(when) : words.nextStepOn(when)}</Chip>
}
