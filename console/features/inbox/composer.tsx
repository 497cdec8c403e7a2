import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useImperativeHandle, useRef, useState, type Ref } from 'react'
import type { ConversationRow, ReplyOffer, ReplyView, Thread } from '../../../core/conversation/conversation.ts'
import { useCan, useMe } from '../../app/me.ts'
import type { Acts } from './acts.ts'
import { threadQuery } from './calls.ts'
import { NoteField } from './note-field.tsx'
import { ReplyField } from './reply-field.tsx'
import { useInboxWords } from './words.ts'
import style from './composer.module.css'

export interface ComposerHandle {
  focus: (tab: 'reply' | 'note') => void
  textBack: (text: string) => void
}

interface Props {
  row: ConversationRow
  acts: Acts
  onWriting: (writing: boolean) => void
  /** Done with it: the next one, please. */
  onDone: () => void
  onLeave: () => void
  ref: Ref<ComposerHandle>
}

/** Two fields that cannot be taken for each other: what goes to the network, and what stays among us. */
export function Composer({ row, acts, onWriting, onDone, onLeave, ref }: Props) {
  const words = useInboxWords()
  const client = useQueryClient()
  const me = useMe()
  const mayAnswer = useCan('answer')
  const [tab, setTab] = useState<'reply' | 'note'>('reply')
  const [offered, setOffered] = useState<ReplyOffer | null>(null)
  const [back, setBack] = useState<{ text: string; nonce: number } | null>(null)
  const box = useRef<HTMLElement>(null)
  const thread = useQuery({ ...threadQuery(row.id), select: pickOffer })
  const offer = offered ?? thread.data?.offer ?? null
  useImperativeHandle(ref, () => ({
    focus(next) {
      setTab(next)
      requestAnimationFrame(() => box.current?.querySelector('textarea')?.focus())
    },
    textBack(text) {
      setTab('reply')
      setBack({ text, nonce: Date.now() })
    },
  }))
  if (me && !mayAnswer) return <section className={style.composer} aria-label={words.compose}><p className={style.offer}>{words.noAnswerRight}</p></section>
  const draftKey = `${me?.workspace.id ?? ''}:${row.id}`
  return (
    <section ref={box} className={style.composer} data-tab={tab} aria-label={words.compose}>
      <div role="tablist" aria-label={words.compose} className={style.tabs}>
        {(['reply', 'note'] as const).map((one) => (
          <button
            key={one} type="button" role="tab" id={`tab-${one}`} aria-selected={tab === one} aria-controls={`panel-${one}`} tabIndex={tab === one ? 0 : -1} onClick={() => setTab(one)}
            onKeyDown={(event) => { if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') { setTab(one === 'reply' ? 'note' : 'reply'); requestAnimationFrame(() => box.current?.querySelector<HTMLElement>('[role="tab"][aria-selected="true"]')?.focus()) } }}
          >{words[one]}</button>
        ))}
      </div>
      <div role="tabpanel" id={`panel-${tab}`} aria-labelledby={`tab-${tab}`}>
        {tab === 'reply'
          ? <ReplyField key={`reply-${row.id}-${back?.nonce ?? 0}`} row={row} offer={offer} draftKey={`${draftKey}:reply`} startText={back?.text} acts={acts} replies={thread.data?.replies ?? none} onOffer={setOffered} onWriting={onWriting} onSent={() => { setOffered(null); void client.invalidateQueries({ queryKey: ['thread', row.id] }) }} onDone={onDone} onLeave={onLeave} />
          : <NoteField key={`note-${row.id}`} row={row} draftKey={`${draftKey}:note`} acts={acts} onLeave={onLeave} />}
      </div>
    </section>
  )
}

const none: ReplyView[] = []

function pickOffer(thread: Thread): { offer: ReplyOffer; replies: ReplyView[] } {
  return { offer: thread.reply, replies: thread.entries.flatMap((entry) => (entry.kind === 'reply' ? [entry.reply] : [])) }
}
