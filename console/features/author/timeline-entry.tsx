import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { HistoryEntry } from '../../../core/conversation/conversation.ts'
import type { MentionView } from '../../../core/mention/mention.ts'
import type { AuthorPage } from '../../../core/profile/profile.ts'
import { tagsQuery, useMembers, useTeams } from '../../app/directory.ts'
import { Chip } from '../../ui/chip.tsx'
import { Icon } from '../../ui/icons.tsx'
import { SentimentChip } from '../../ui/sentiment-chip.tsx'
import { TimeAt } from '../../ui/time-ago.tsx'
import { Linked, PostText } from '../inbox/post-text.tsx'
import { sayEvent } from '../inbox/say-event.ts'
import { useInboxWords } from '../inbox/words.ts'
import { useAuthorWords } from './words.ts'
import style from './author.module.css'

type Entry = AuthorPage['timeline'][number]

export function TimelineEntry({ entry }: { entry: Entry }) {
  const words = useAuthorWords()
  return (
    <li className={style.entry} data-kind={entry.kind}>
      <div className={style.entryHead}><TimeAt at={entry.at} /><Kind entry={entry} /><Link to="/inbox" search={{ view: 'all', id: entry.conversationId }}>{words.toConversation}</Link></div>
      <Body entry={entry} />
    </li>
  )
}

function Kind({ entry }: { entry: Entry }) {
  const words = useAuthorWords()
  if (entry.kind === 'mention') return <SentimentChip sentiment={entry.mention.sentiment} />
  if (entry.kind === 'reply') return <span><Icon name="reply" size={14} /> {words.reply} {entry.reply.author?.name}</span>
  if (entry.kind === 'note') return <span><Icon name="note" size={14} /> {words.note} {entry.note.author?.name}</span>
  return null
}

function Body({ entry }: { entry: Entry }) {
  switch (entry.kind) {
    case 'mention': return <Said mention={entry.mention} />
    case 'reply': return <p data-post-text=""><Linked text={entry.reply.text} /></p>
    case 'note': return <p data-post-text=""><Linked text={entry.note.text} /></p>
    case 'event': return <History event={entry.event} />
  }
}

function Said({ mention }: { mention: MentionView }) {
  const words = useAuthorWords()
  if (mention.deletedAt) return <p className={style.gone}>{words.deleted}</p>
  return (
    <>
      {mention.title && <h3>{mention.title}</h3>}
      <PostText mention={mention} />
      {mention.media.length > 0 && <ul className={style.media}>{mention.media.map((medium, i) => <li key={i}><Medium medium={medium} /></li>)}</ul>}
      {mention.url && <p><a href={mention.url} target="_blank" rel="noopener noreferrer">{words.original}</a></p>}
    </>
  )
}

/** Pictures through our own server only. */
function Medium({ medium }: { medium: MentionView['media'][number] }) {
  const words = useInboxWords().media
  const word = words[medium.kind] ?? medium.kind
  const isPicture = medium.kind === 'image' || medium.kind === 'sticker'
  if (isPicture && medium.url?.startsWith('/')) return <img src={medium.url} alt={medium.alt ?? word} loading="lazy" />
  return <Chip icon="attach">{medium.alt ? `${word} ${medium.alt}` : word}</Chip>
}

function History({ event }: { event: HistoryEntry }) {
  const inbox = useInboxWords()
  const members = useMembers()
  const teams = useTeams()
  const tags = useQuery(tagsQuery).data ?? []
  const nameIn = (rows: readonly { id: string; name: string }[]) => (id: string) => rows.find((row) => row.id === id)?.name
  return <p>{sayEvent(event, inbox, { member: (id) => members.find((row) => row.userId === id)?.name, team: nameIn(teams), tag: nameIn(tags) })}</p>
}
