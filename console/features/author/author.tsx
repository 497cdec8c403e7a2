import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import type { AuthorPage } from '../../../core/profile/profile.ts'
import { api, call } from '../../api/client.ts'
import { useCan } from '../../app/me.ts'
import { useNumbers } from '../../app/numbers.ts'
import { Screen } from '../../app/screen.tsx'
import { useShellWords } from '../../app/words.ts'
import { useTimes } from '../../app/zone.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { Facts } from '../../ui/facts.tsx'
import { MoreRows } from '../../ui/more-rows.tsx'
import { NetworkIcon } from '../../ui/network-icon.tsx'
import { EmptyPane, Pane } from '../../ui/pane.tsx'
import { Section } from '../../ui/section.tsx'
import { SentimentChip } from '../../ui/sentiment-chip.tsx'
import { useLeadWords } from '../leads/words.ts'
import { avatarOf, nameOf } from '../inbox/people.ts'
import { StateChip } from '../tickets/ticket-item.tsx'
import { EraseAuthor } from './erase-author.tsx'
import { TimelineEntry } from './timeline-entry.tsx'
import { useAuthorWords } from './words.ts'
import parts from '../../ui/parts.module.css'
import style from './author.module.css'

const route = getRouteApi('/shell/authors/$id')

/** One person: what they said, what we did, in one line of time. */
export function Author() {
  const words = useAuthorWords()
  const { id } = route.useParams()
  const query = useInfiniteQuery({
    queryKey: ['author', id, 'pages'], initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => call(api.authors[':id'].$get({ param: { id }, query: { after: pageParam } }, { init: { signal } })) as Promise<AuthorPage>,
    getNextPageParam: (page) => page.after ?? undefined,
  })
  const pages = query.data?.pages
  return (
    <Screen title={words.title}>
      <Pane query={{ data: pages?.[0], error: query.error, refetch: query.refetch }}>
        {(first) => (
          <div className={style.author}>
            <Head page={first} />
            <div className={style.columns}>
              <Section title={words.timeline}>
                {first.timeline.length === 0 ? <EmptyPane title={words.empty} /> : <ol className={style.timeline}>{pages!.flatMap((page) => page.timeline).map((entry, i) => <TimelineEntry key={i} entry={entry} />)}</ol>}
                <MoreRows more={query.hasNextPage} loading={query.isFetchingNextPage} failed={query.isFetchNextPageError} onMore={() => void query.fetchNextPage()} />
              </Section>
              <Work page={first} />
            </div>
          </div>
        )}
      </Pane>
    </Screen>
  )
}

function Head({ page }: { page: AuthorPage }) {
  const words = useAuthorWords()
  const numbers = useNumbers()
  const times = useTimes()
  const mayErase = useCan('team')
  const networks = useShellWords().networks as Record<string, string>
  const { author } = page
  const name = nameOf(author)
  return (
    <div className={style.head}>
      <div className={style.name}>
        <Avatar name={name} src={avatarOf(author)} size={56} />
        <div>
          <h2>{name}</h2>
          <p className={parts.row}><NetworkIcon network={author.network} /><span className={parts.dim}>{author.handle ? `@${author.handle.replace(/^@/, '')}` : (networks[author.network] ?? author.network)}</span></p>
        </div>
      </div>
      <Facts rows={[[words.mentions, numbers.count(page.mentionCount)], [words.firstSeen, times.absolute(page.firstSeenAt)], [words.followers, author.followers === null ? null : numbers.count(author.followers)]]} />
      <Tally sentiment={page.sentiment} />
      <div className={parts.row}>
        <Link to="/search" search={{ authors: [author.id] }}>{words.searchAll}</Link>
        {mayErase && <EraseAuthor id={author.id} name={name} mentions={page.mentionCount} />}
      </div>
    </div>
  )
}

function Tally({ sentiment }: { sentiment: AuthorPage['sentiment'] }) {
  const words = useAuthorWords()
  const numbers = useNumbers()
  const total = Object.values(sentiment).reduce((sum, n) => sum + n, 0)
  if (total === 0) return <p className={parts.dim}>{words.noMentions}</p>
  const rows = (['positive', 'neutral', 'negative', 'mixed'] as const).map((label) => ({ label, n: sentiment[label] }))
  return (
    <section aria-label={words.tally}>
      <div className={style.bar} aria-hidden="true">{rows.map(({ label, n }) => n > 0 && <i key={label} data-sentiment={label} style={{ flexGrow: n }} />)}</div>
      <ul className={parts.row}>{rows.map(({ label, n }) => <li key={label} className={style.share}><SentimentChip sentiment={label} /> <span data-numbers="">{words.share(numbers.count(n), Math.round((n / total) * 100))}</span></li>)}</ul>
    </section>
  )
}

function Work({ page }: { page: AuthorPage }) {
  const words = useAuthorWords()
  const stages = useLeadWords().stages
  return (
    <div className={style.work}>
      <Section title={words.tickets}>
        {page.tickets.length === 0 ? <p className={parts.dim}>{words.noTickets}</p> : (
          <ul className={parts.list}>{page.tickets.map((ticket) => <li key={ticket.id} className={parts.item}><Link to="/tickets/$id" params={{ id: ticket.id }} className={parts.grow}>#{ticket.number} {ticket.subject}</Link><StateChip state={ticket.state} /></li>)}</ul>
        )}
      </Section>
      <Section title={words.leads}>
        {page.leads.length === 0 ? <p className={parts.dim}>{words.noLeads}</p> : (
          <ul className={parts.list}>{page.leads.map((lead) => <li key={lead.id} className={parts.item}><Link to="/leads/$id" params={{ id: lead.id }} className={parts.grow}>#{lead.number} {lead.name}</Link><span>{stages[lead.stage]}</span></li>)}</ul>
        )}
      </Section>
    </div>
  )
}
