import { Button } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { memo, useState } from 'react'
import type { HistoryEntry, NoteView, ReplyView, ThreadEntry } from '../../../core/conversation/conversation.ts'
import type { MentionView } from '../../../core/mention/mention.ts'
import { tagsQuery, useMembers, useTeams } from '../../app/directory.ts'
import { useLanguage, useSentence } from '../../app/language.tsx'
import { showToast } from '../../app/toasts.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { Chip } from '../../ui/chip.tsx'
import { Icon, type IconName } from '../../ui/icons.tsx'
import { SentimentChip } from '../../ui/sentiment-chip.tsx'
import { TimeAt } from '../../ui/time-ago.tsx'
import type { Acts } from './acts.ts'
import { cancelAction, settleAction } from './calls.ts'
import { sayEvent, type Names } from './say-event.ts'
import { avatarOf, nameOf } from './people.ts'
import { Linked, PostText } from './post-text.tsx'
import { useInboxWords } from './words.ts'
import style from './thread.module.css'

interface Props {
  entry: ThreadEntry
  conversationId: string
  acts: Acts
  /** A text that was taken back goes into the field again. */
  onTextBack: (text: string) => void
}

export const Entry = memo(function Entry({ entry, conversationId, acts, onTextBack }: Props) {
  switch (entry.kind) {
    case 'mention': return <Mention mention={entry.mention} />
    case 'reply': return <Reply reply={entry.reply} at={entry.at} conversationId={conversationId} acts={acts} onTextBack={onTextBack} />
    case 'note': return <Note note={entry.note} at={entry.at} />
    case 'event': return <History event={entry.event} at={entry.at} />
  }
})

function Mention({ mention }: { mention: MentionView }) {
  const words = useInboxWords()
  const name = nameOf(mention.author)
  return (
    <article className={style.entry} aria-label={`${name} ${words.kinds[mention.kind] ?? ''}`}>
      <Avatar name={name} src={avatarOf(mention.author)} />
      <div className={style.bubble}>
        <header className={style.head}>
          <b>{name}</b>
          {mention.author.handle && <span className={style.dim}>@{mention.author.handle.replace(/^@/, '')}</span>}
          <TimeAt at={mention.publishedAt} />
        </header>
        {mention.title && <h3>{mention.title}</h3>}
        {mention.deletedAt ? <p className={style.deleted}><Icon name="hide" size={16} /> {words.deletedText}</p> : <PostText mention={mention} />}
        {!mention.deletedAt && mention.media.length > 0 && <Media media={mention.media} />}
        <footer className={style.foot}>
          <SentimentChip sentiment={mention.sentiment} />
          {mention.editedAt && <Chip>{words.edited}</Chip>}
          <Engagement counts={mention.engagement} />
          {mention.url && !mention.deletedAt && <a href={mention.url} target="_blank" rel="noopener noreferrer"><Icon name="open" size={14} />{words.originalAt}</a>}
        </footer>
      </div>
    </article>
  )
}

function Engagement({ counts }: { counts: Record<string, number> }) {
  const words = useInboxWords()
  const { language } = useLanguage()
  const shown = Object.entries(counts).filter(([, n]) => n > 0)
  if (shown.length === 0) return null
  const format = new Intl.NumberFormat(language === 'ja' ? 'ja-JP' : 'en-GB', { notation: 'compact' })
  return <span className={style.dim} data-numbers="">{shown.map(([name, n]) => `${words.engagement[name] ?? name} ${format.format(n)}`).join('　')}</span>
}

function Media({ media }: { media: MentionView['media'] }) {
  return <div className={style.media}>{media.map((one, i) => <Medium key={i} medium={one} />)}</div>
}

/** Only what comes through our own server is drawn; anything else stays a link that a person follows. */
function Medium({ medium }: { medium: MentionView['media'][number] }) {
  const words = useInboxWords()
  const [broken, setBroken] = useState(false)
  const word = words.media[medium.kind] ?? medium.kind
  const alt = medium.alt ?? word
  const isOurs = medium.url?.startsWith('/') ?? false
  if (isOurs && !broken && (medium.kind === 'image' || medium.kind === 'sticker')) {
    return <a href={medium.url!} target="_blank" rel="noopener noreferrer"><img src={medium.url!} alt={alt} loading="lazy" decoding="async" data-kind={medium.kind} onError={() => setBroken(true)} /></a>
  }
  if (isOurs && medium.kind === 'audio') return <audio controls preload="none" src={medium.url!} aria-label={alt} />
  if (isOurs && medium.kind === 'video') return <video controls preload="none" src={medium.url!} aria-label={alt} />
  const label = <><Icon name={medium.kind === 'image' || medium.kind === 'sticker' ? 'picture' : 'attach'} size={16} /> {word}{medium.alt ? ` ${medium.alt}` : ''}</>
  if (medium.url && /^(https?:)?\//.test(medium.url)) return <a className={style.file} href={medium.url} target="_blank" rel="noopener noreferrer">{label}</a>
  return <span className={style.file}>{label}</span>
}

function Reply({ reply, at, conversationId, acts, onTextBack }: { reply: ReplyView; at: string; conversationId: string; acts: Acts; onTextBack: (text: string) => void }) {
  const words = useInboxWords()
  const say = useSentence()
  const { action } = reply
  return (
    <article className={style.entry} data-ours="" aria-label={`${words.reply} ${reply.author?.name ?? words.ours}`}>
      <div className={style.bubble}>
        <header className={style.head}>
          <b>{reply.author?.name ?? words.ours}</b>
          <Chip>{reply.visibility === 'private' ? words.privateReply : words.publicReply}</Chip>
          {reply.madeOutside && <Chip>{words.outside}</Chip>}
          <TimeAt at={reply.sentAt ?? at} />
        </header>
        <p data-post-text=""><Linked text={reply.text} /></p>
        <footer className={style.foot}>
          {action ? <SendState state={action.state} /> : reply.sentAt && <SendState state="done" />}
          {reply.url && <a href={reply.url} target="_blank" rel="noopener noreferrer"><Icon name="open" size={14} />{words.originalAt}</a>}
        </footer>
        {action?.problem && <p className={style.problem}>{words.whyFailed}: {say(action.problem.words)}</p>}
        {action && <SendActs action={action} text={reply.text} conversationId={conversationId} acts={acts} onTextBack={onTextBack} />}
      </div>
    </article>
  )
}

function SendState({ state }: { state: string }) {
  const words = useInboxWords()
  const tone = state === 'failed' || state === 'missed' ? 'danger' : state === 'unknown' || state === 'held' ? 'warn' : state === 'done' || state === 'cancelled' ? 'plain' : 'accent'
  return <Chip icon={icons[state] ?? 'clock'} tone={tone}>{words.sending[state] ?? state}</Chip>
}

const icons: Record<string, IconName> = { done: 'check', failed: 'warning', unknown: 'warning', missed: 'warning', cancelled: 'close' }

/** What a person can still do about a reply: stop it, say what is true, or try again. */
function SendActs({ action, text, conversationId, acts, onTextBack }: { action: NonNullable<ReplyView['action']>; text: string; conversationId: string; acts: Acts; onTextBack: (text: string) => void }) {
  const words = useInboxWords()
  const client = useQueryClient()
  const [busy, setBusy] = useState(false)
  async function run(work: () => Promise<unknown>, did: string): Promise<void> {
    setBusy(true)
    try {
      await work()
      showToast({ text: did, ms: 4_000 })
    } catch (error) {
      acts.fail(error)
    }
    setBusy(false)
    void client.invalidateQueries({ queryKey: ['thread', conversationId] })
    void client.invalidateQueries({ queryKey: ['inbox-counts'] })
  }
  const settle = (verdict: 'it-is-there' | 'it-is-not-there-send-again' | 'drop') => run(() => settleAction(action.id, action.version, verdict), words.settled)
  async function cancel(): Promise<void> {
    await run(async () => {
      await cancelAction(action.id, action.version)
      onTextBack(text)
    }, words.cancelled)
  }
  if (action.state === 'due' || action.state === 'held') return <div className={style.sendActs}><Button variant="default" loading={busy} onClick={() => void cancel()}>{words.cancelSend}</Button></div>
  if (action.state === 'failed' || action.state === 'missed') {
    return (
      <div className={style.sendActs}>
        <Button variant="default" loading={busy} onClick={() => void settle('it-is-not-there-send-again')}>{words.retrySend}</Button>
        <Button variant="subtle" disabled={busy} onClick={() => void settle('drop')}>{words.dropSend}</Button>
      </div>
    )
  }
  if (action.state !== 'unknown') return null
  return (
    <div className={style.sendActs} role="group" aria-label={words.sending['unknown']}>
      <p>{words.unknownQuestion}</p>
      <Button variant="default" disabled={busy} onClick={() => void settle('it-is-there')}>{words.isThere}</Button>
      <Button variant="default" disabled={busy} onClick={() => void settle('it-is-not-there-send-again')}>{words.notThere}</Button>
      <Button variant="subtle" disabled={busy} onClick={() => void settle('drop')}>{words.drop}</Button>
    </div>
  )
}

function Note({ note, at }: { note: NoteView; at: string }) {
  const words = useInboxWords()
  return (
    <article className={style.note} aria-label={`${words.internal} ${note.author?.name ?? ''}`}>
      <header className={style.head}><Icon name="note" size={16} /><b>{note.author?.name ?? words.events.system}</b><span>{words.internal}</span><TimeAt at={at} /></header>
      <p data-post-text=""><Linked text={note.text} /></p>
      {note.attachments.length > 0 && (
        <ul className={style.attachments} aria-label={words.attached}>
          {note.attachments.map((file) => <li key={file.id}><a href={`/api/media/${file.mediaId}`} target="_blank" rel="noopener noreferrer"><Icon name="attach" size={14} />{file.fileName} ({Math.ceil(file.byteSize / 1024)} KB)</a></li>)}
        </ul>
      )}
    </article>
  )
}

function History({ event, at }: { event: HistoryEntry; at: string }) {
  const words = useInboxWords()
  const names = useNames()
  return <p className={style.event}><span>{sayEvent(event, words, names)}</span> <TimeAt at={at} /></p>
}

function useNames(): Names {
  const members = useMembers()
  const teams = useTeams()
  const tags = useQuery(tagsQuery).data ?? []
  return {
    member: (id) => members.find((member) => member.userId === id)?.name,
    team: (id) => teams.find((team) => team.id === id)?.name,
    tag: (id) => tags.find((tag) => tag.id === id)?.name,
  }
}
