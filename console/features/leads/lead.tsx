import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import type { LeadView } from '../../../core/lead/lead.ts'
import { useCan } from '../../app/me.ts'
import { Screen } from '../../app/screen.tsx'
import { useShellWords } from '../../app/words.ts'
import { Chip } from '../../ui/chip.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Icon } from '../../ui/icons.tsx'
import { NetworkIcon } from '../../ui/network-icon.tsx'
import { Pane } from '../../ui/pane.tsx'
import { Section } from '../../ui/section.tsx'
import { TimeAt } from '../../ui/time-ago.tsx'
import { leadQuery } from './calls.ts'
import { LeadForm } from './lead-form.tsx'
import { useLeadWords } from './words.ts'
import parts from '../../ui/parts.module.css'
import style from './lead.module.css'

const route = getRouteApi('/shell/leads/$id')

export function Lead() {
  const words = useLeadWords()
  const { id } = route.useParams()
  const query = useQuery(leadQuery(id))
  return (
    <Screen title={query.data ? `${words.title} #${query.data.number}` : words.title}>
      <Pane query={query}>{(lead) => <Opened key={lead.id} lead={lead} />}</Pane>
    </Screen>
  )
}

function Opened({ lead }: { lead: LeadView }) {
  const words = useLeadWords()
  const shell = useShellWords()
  const may = useCan('leads')
  return (
    <div className={style.lead}>
      <div className={parts.row}>
        <Link to="/leads" activeOptions={{ exact: true }} className={style.back} title={words.back}><Icon name="back" />{shell.back}</Link>
        <h2>{lead.name}</h2>
        <Chip tone={lead.stage === 'won' ? 'accent' : 'plain'}>{words.stages[lead.stage]}</Chip>
      </div>
      <div className={style.columns}>
        <LeadForm lead={lead} may={may} />
        <aside aria-label={words.source}>
          <Section title={words.source}>
            {lead.source ? <blockquote className={style.source}><p data-post-text="">{lead.source.text}</p><footer className={parts.dim}><TimeAt at={lead.source.publishedAt} /></footer></blockquote> : <p className={parts.dim}>{words.noSource}</p>}
            <p className={parts.row}>
              <NetworkIcon network={lead.person.network} />
              <Link to="/authors/$id" params={{ id: lead.person.id }}>{lead.person.name ?? lead.person.handle ?? lead.person.externalId}</Link>
            </p>
            <p className={parts.row}>
              {lead.conversationId && <Link to="/inbox" search={{ view: 'all', id: lead.conversationId }}>{words.toConversation}</Link>}
              {lead.source?.url && <a href={lead.source.url} target="_blank" rel="noopener noreferrer">{words.original}</a>}
            </p>
            <Facts rows={[[words.created, <TimeAt key="c" at={lead.createdAt} />], [words.updated, <TimeAt key="u" at={lead.updatedAt} />]]} />
          </Section>
        </aside>
      </div>
    </div>
  )
}
