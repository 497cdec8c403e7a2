import { memo } from 'react'
import type { ConversationRow } from '../../../core/conversation/conversation.ts'
import { useNow } from '../../app/now.ts'
import { useTimes } from '../../app/zone.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { Chip } from '../../ui/chip.tsx'
import { Icon } from '../../ui/icons.tsx'
import { NetworkIcon } from '../../ui/network-icon.tsx'
import { SentimentChip } from '../../ui/sentiment-chip.tsx'
import { avatarOf, nameOf } from './people.ts'
import { useOthers } from './presence.ts'
import { useInboxWords, type InboxWords } from './words.ts'
import style from './list.module.css'

interface Props {
  row: ConversationRow
  index: number
  total: number
  top: number
  height: number
  open: boolean
  selected: boolean
  /** It no longer belongs to the view; it keeps its place, dimmed. */
  left: boolean
  onOpen: (index: number, id: string) => void
  onSelect: (id: string) => void
}

export const ListRow = memo(function ListRow({ row, index, total, top, height, open, selected, left, onOpen, onSelect }: Props) {
  const words = useInboxWords()
  const { last } = row
  return (
    <div
      id={`row-${row.id}`} role="option" aria-selected={selected} aria-current={open || undefined} aria-posinset={index + 1} aria-setsize={total}
      data-id={row.id} data-left={left || undefined} data-unread={row.unread || undefined} className={style.row} style={{ height, transform: `translateY(${top}px)` }}
      onClick={() => onOpen(index, row.id)}
    >
      <span className={style.check} data-on={selected || undefined} aria-hidden="true" onClick={(event) => { event.stopPropagation(); onSelect(row.id) }}>
        {selected ? <span className={style.tick}><Icon name="check" size={20} /></span> : <Avatar name={nameOf(row.person)} src={avatarOf(row.person)} />}
      </span>
      <div className={style.rowBody}>
        <div className={style.who}>
          {row.unread && <i className={style.dot}><span className="k-hidden">{words.unread}</span></i>}
          <b>{nameOf(row.person)}</b>
          <NetworkIcon network={row.network} />
          <RowTime row={row} />
        </div>
        <div className={style.text} lang={last.language}>{last.deleted ? <em>{words.deletedText}</em> : last.text || mediaWords(last.media, words)}</div>
        <div className={style.chips}>
          {left && <Chip icon="check">{leftWord(row, words)}</Chip>}
          <SentimentChip sentiment={last.sentiment} short={left} />
          <Waiting row={row} />
          {row.sendTrouble && <Chip icon="warning" tone="danger">{words.troubleMark}</Chip>}
          <Others id={row.id} />
          {row.ticket && <Chip icon="ticket" tone="accent">{words.ticketChip(row.ticket.number, row.ticket.assigneeName ?? row.ticket.teamName)}</Chip>}
          {!row.ticket && (row.assignee || row.team) && <Chip icon="assign">{row.assignee?.name ?? row.team?.name}</Chip>}
          {row.mentionCount > 1 && <span className={style.count}>{row.mentionCount}</span>}
          {row.tags.slice(0, 3).map((tag) => <Chip key={tag.id}>{tag.name}</Chip>)}
        </div>
      </div>
    </div>
  )
})

function RowTime({ row }: { row: ConversationRow }) {
  const times = useTimes()
  useNow()
  const at = row.last.publishedAt
  return <time dateTime={at} title={`${times.absolute(at)} (${times.zone})`}>{times.short(at)}</time>
}

/** How long somebody has waited; an hour warns, a day alarms. */
function Waiting({ row }: { row: ConversationRow }) {
  const words = useInboxWords()
  const times = useTimes()
  const now = useNow()
  if (row.state === 'snoozed' && row.snoozedUntil) return <Chip icon="clock">{words.snoozedUntil(times.short(row.snoozedUntil))}</Chip>
  if (!row.waitingSince) return null
  const hours = (now - Date.parse(row.waitingSince)) / 3_600_000
  return <Chip icon="clock" tone={hours >= 24 ? 'danger' : hours >= 1 ? 'warn' : 'plain'}>{words.waits(times.since(row.waitingSince, now))}</Chip>
}

function Others({ id }: { id: string }) {
  const others = useOthers(id)
  const words = useInboxWords()
  if (others.length === 0) return null
  const writer = others.find((person) => person.writing)
  const who = (writer ?? others[0]!).name
  return <Chip icon={writer ? 'pencil' : 'eye'} tone="accent" title={writer ? words.writing(words.by.san(who)) : words.viewing(words.by.san(who))}>{others.length > 1 ? `${who} +${others.length - 1}` : who}</Chip>
}

function leftWord(row: ConversationRow, words: InboxWords): string {
  if (row.sorting === 'spam') return words.spamMark
  if (row.sorting === 'repost') return words.repostMark
  return row.state === 'done' ? words.doneMark : row.state === 'open' ? words.states['open']! : words.pendingMark
}

function mediaWords(media: ConversationRow['last']['media'], words: InboxWords): string {
  const first = media[0]
  return first ? `［${words.media[first.kind] ?? first.kind}］${first.alt ?? ''}` : words.noText
}
