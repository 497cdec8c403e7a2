import { Button } from '@mantine/core'
import { useEffect, useRef, useState, type KeyboardEvent } from 'react'
import type { ConversationRow, ReplyOffer, ReplyView } from '../../../core/conversation/conversation.ts'
import { ApiError } from '../../api/client.ts'
import { ariaKeys, comboOf } from '../../app/keys.ts'
import { useSentence } from '../../app/language.tsx'
import { isMac } from '../../app/mac.ts'
import { useMe } from '../../app/me.ts'
import { useStable } from '../../app/use-stable.ts'
import { showToast } from '../../app/toasts.ts'
import { Chip } from '../../ui/chip.tsx'
import { Icon } from '../../ui/icons.tsx'
import type { Acts } from './acts.ts'
import { AnsweredThere } from './answered-there.tsx'
import { cancelAction, readOffer, readRow, writeReply } from './calls.ts'
import { countText } from './count-text.ts'
import { keepDraft } from './drafts.ts'
import { useOthers } from './presence.ts'
import { useDraft } from './use-draft.ts'
import { useInboxWords } from './words.ts'
import style from './composer.module.css'

interface Props {
  row: ConversationRow
  offer: ReplyOffer | null
  draftKey: string
  /** A text that was taken back from sending. */
  startText: string | undefined
  acts: Acts
  replies: readonly ReplyView[]
  onOffer: (offer: ReplyOffer) => void
  onWriting: (writing: boolean) => void
  onSent: () => void
  onDone: () => void
  onLeave: () => void
}

/** The answer to the network. Says before sending which way it goes and what that costs. */
export function ReplyField({ row, offer, draftKey, startText, acts, replies, onOffer, onWriting, onSent, onDone, onLeave }: Props) {
  const words = useInboxWords()
  const draft = useDraft(draftKey)
  const writers = useOthers(row.id).filter((person) => person.writing)
  const [armed, setArmed] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const key = useRef('')
  const say = useSentence()
  const putBack = useStable(draft.set)
  const overtaken = useOvertaken(replies, draft.text)
  useFreshOffer(row.id, offer, draft.text !== '', onOffer)
  useEffect(() => {
    if (startText !== undefined) putBack(startText)
  }, [startText, putBack])

  const used = offer?.text ? countText(draft.text, offer.text.count) : 0
  const left = offer?.text ? offer.text.max - used : null
  const mustConfirm = writers.length > 0 || overtaken !== null

  async function send(thenDone: boolean): Promise<void> {
    if (!offer?.possible || offer.operation === null || busy) return
    if (draft.text.trim() === '') return setProblem(words.nothingWritten)
    if (left !== null && left < 0) return setProblem(words.over(-left))
    if (mustConfirm && !armed) return setArmed(true)
    setBusy(true)
    setProblem(null)
    const text = draft.text
    key.current ||= crypto.randomUUID()
    try {
      const { reply } = await writeReply({ conversationId: row.id, text, operation: offer.operation, thenDone, confirmed: armed }, key.current)
      key.current = ''
      draft.clear()
      onWriting(false)
      setArmed(false)
      offerUndo(reply, text, thenDone)
      onSent()
      if (thenDone) onDone()
    } catch (error) {
      afterFailure(error)
    }
    setBusy(false)
  }
  function afterFailure(error: unknown): void {
    if (!(error instanceof ApiError)) return setProblem(String(error))
    const changed = error.details['offer'] as ReplyOffer | undefined
    if (error.status === 409 && changed) {
      onOffer(changed)
      key.current = ''
      return setProblem(words.offerChanged)
    }
    if (error.code === 'someone-writing' || error.code === 'someone_writing') {
      setArmed(true)
      key.current = ''
    }
    setProblem(error.requestId ? `${say(error.sentence)} (${error.requestId})` : say(error.sentence))
  }
  function offerUndo(reply: ReplyView, text: string, wasDone: boolean): void {
    const { action } = reply
    if (!action) return
    const seconds = Math.max(1, Math.round((Date.parse(action.dueAt) - Date.now()) / 1000)) || offer?.undoSeconds || 8
    async function takeBack(): Promise<void> {
      try {
        await cancelAction(action!.id, action!.version)
        await keepDraft(draftKey, text)
        draft.set(text)
        showToast({ text: words.cancelled, ms: 4_000 })
        if (wasDone) acts.setState(await readRow(row.id), 'open')
      } catch (error) {
        acts.fail(error)
      }
      onSent()
    }
    showToast({ text: words.willSend(Math.min(seconds, 60)), undo: takeBack, ms: Math.min(seconds, 60) * 1000 })
  }
  function onKeyDown(event: KeyboardEvent): void {
    const combo = comboOf(event.nativeEvent)
    if (combo === 'Mod+Enter' || combo === 'Mod+Shift+Enter') {
      event.preventDefault()
      if (!event.repeat) void send(combo === 'Mod+Shift+Enter')
    } else if (combo === 'Escape') {
      event.preventDefault()
      onLeave()
    }
  }

  if (!offer) return <p className={style.offer} aria-busy="true">…</p>
  if (!offer.possible) return <NotPossible row={row} offer={offer} acts={acts} />
  return (
    <>
      <p className={style.offer} id="reply-offer"><Chip tone={offer.free ? 'accent' : 'warn'}>{offer.free ? words.free : words.metered}</Chip><span>{say(offer.words)}</span></p>
      {writers.length > 0 && <p className={style.banner} role="status"><Icon name="pencil" size={16} />{words.writingBanner(writers.map((person) => words.by.san(person.name)).join('、'))}</p>}
      {overtaken && <Overtaken reply={overtaken} yours={draft.text} />}
      <textarea
        className={style.field} value={draft.text} rows={3} aria-label={words.reply} placeholder={words.replyPlaceholder} aria-describedby="reply-offer reply-left" aria-keyshortcuts={`${ariaKeys('send')} ${ariaKeys('sendDone')}`} aria-invalid={left !== null && left < 0}
        onChange={(event) => { draft.set(event.target.value); key.current = ''; setProblem(null); onWriting(event.target.value !== '') }} onKeyDown={onKeyDown} onBlur={() => onWriting(false)}
      />
      {problem && <p className={style.problem} role="alert">{problem}</p>}
      <div className={style.actions}>
        <span id="reply-left" className={style.left} data-over={(left !== null && left < 0) || undefined} data-numbers="">{left === null ? '' : left < 0 ? words.over(-left) : words.left(left)}</span>
        <span className={style.hint}>{draft.kept ? words.draftKept : isMac() ? words.replyHintMac : words.replyHint}</span>
        <Button variant="default" disabled={busy} onClick={() => void send(true)} aria-keyshortcuts={ariaKeys('sendDone')}>{words.sendDone}</Button>
        <Button loading={busy} onClick={() => void send(false)} aria-keyshortcuts={ariaKeys('send')}>{armed ? words.sendAgain : words.send}</Button>
      </div>
    </>
  )
}

/** Both texts side by side: theirs, which has gone out, and yours, which is still here. */
function Overtaken({ reply, yours }: { reply: ReplyView; yours: string }) {
  const words = useInboxWords()
  return (
    <div className={style.banner} role="alert">
      <b>{words.theyAnswered(words.by.san(reply.author?.name ?? words.by.someone))}</b>
      <dl className={style.both}>
        <dt>{words.theirs}</dt><dd>{reply.text}</dd>
        <dt>{words.yours}</dt><dd>{yours}</dd>
      </dl>
    </div>
  )
}

function NotPossible({ row, offer, acts }: { row: ConversationRow; offer: ReplyOffer; acts: Acts }) {
  const words = useInboxWords()
  const say = useSentence()
  const [open, setOpen] = useState(false)
  return (
    <div className={style.notPossible}>
      <p><b>{words.notPossible}</b> {say(offer.words)}</p>
      <div className={style.actions}>
        {offer.openAt && <Button component="a" variant="default" href={offer.openAt} target="_blank" rel="noopener noreferrer" leftSection={<Icon name="open" size={16} />}>{words.openAtNetwork}</Button>}
        <Button variant="default" aria-expanded={open} onClick={() => setOpen(!open)}>{words.answeredThere}</Button>
      </div>
      {open && <AnsweredThere row={row} acts={acts} onClose={() => setOpen(false)} />}
    </div>
  )
}

/** Another person's reply that came while this text was being written. */
function useOvertaken(replies: readonly ReplyView[], text: string): ReplyView | null {
  const me = useMe()?.user.id
  const [known, setKnown] = useState<ReadonlySet<string> | null>(null)
  const isWriting = text !== ''
  if (isWriting !== (known !== null)) setKnown(isWriting ? new Set(replies.map((reply) => reply.id)) : null)
  const fresh = known ? replies.filter((reply) => !known.has(reply.id) && reply.author?.id !== me && isGoing(reply)) : []
  return fresh.at(-1) ?? null
}

/** It has left, or is about to. */
function isGoing({ action }: ReplyView): boolean {
  return action === null || !['cancelled', 'failed', 'missed'].includes(action.state)
}

/** A free way may run out while one writes. */
function useFreshOffer(id: string, offer: ReplyOffer | null, writing: boolean, onOffer: (offer: ReplyOffer) => void): void {
  const tell = useStable(onOffer)
  const free = offer?.free ?? false
  useEffect(() => {
    if (!writing || !free) return
    const timer = setInterval(() => void readOffer(id).then(tell, () => undefined), 20_000)
    return () => clearInterval(timer)
  }, [id, writing, free, tell])
}
