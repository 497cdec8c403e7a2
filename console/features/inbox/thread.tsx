import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { memo, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { ConversationRow, Thread as ThreadView, ThreadEntry } from '../../../core/conversation/conversation.ts'
import { useTimes } from '../../app/zone.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { ErrorPane } from '../../ui/pane.tsx'
import type { Acts } from './acts.ts'
import { readThread, threadQuery } from './calls.ts'
import { Entry } from './entries.tsx'
import { avatarOf, nameOf } from './people.ts'
import { useInboxWords } from './words.ts'
import style from './thread.module.css'

/** Everything of one conversation, the newest at the bottom, older pages on demand: a history of thousands opens as fast as one of ten. */
export function Thread({ row, acts, onTextBack }: { row: ConversationRow; acts: Acts; onTextBack: (text: string) => void }) {
  const words = useInboxWords()
  const query = useQuery(threadQuery(row.id))
  const older = useOlder(row.id, query.data)
  const box = useRef<HTMLDivElement>(null)
  const entries = useMemo(() => (query.data ? join(older.entries, query.data.entries) : []), [older.entries, query.data])
  const content = useRef<HTMLDivElement>(null)
  useStayAtEnd(box, content, query.data !== undefined)
  return (
    <div ref={box} className={style.thread} tabIndex={0} role="region" aria-label={words.thread} aria-busy={!query.data && !query.error}>
      {query.error && !query.data ? <ErrorPane error={query.error} onRetry={() => void query.refetch()} /> : !query.data ? <FirstGlance row={row} /> : (
        <>
          {older.more ? <Button className={style.older} variant="subtle" loading={older.busy} onClick={() => older.load(box.current)}>{words.older}</Button> : entries.length > 60 && <p className={style.event}>{words.beginning}</p>}
          {older.error !== null && <ErrorPane error={older.error} onRetry={() => older.load(box.current)} />}
          <div ref={content}><Days entries={entries} conversationId={row.id} acts={acts} onTextBack={onTextBack} /></div>
        </>
      )}
    </div>
  )
}

const Days = memo(function Days({ entries, conversationId, acts, onTextBack }: { entries: readonly ThreadEntry[]; conversationId: string; acts: Acts; onTextBack: (text: string) => void }) {
  const times = useTimes()
  return withDays(entries, times.day).map(({ entry, day }) => (
    <div key={keyOf(entry)} className={style.slot}>
      {day !== null && <h3 className={style.day}>{day}</h3>}
      <Entry entry={entry} conversationId={conversationId} acts={acts} onTextBack={onTextBack} />
    </div>
  ))
})

/** The day stands once, above its first entry. */
function withDays(entries: readonly ThreadEntry[], dayOf: (iso: string) => string): { entry: ThreadEntry; day: string | null }[] {
  let last = ''
  return entries.map((entry) => {
    const today = dayOf(entry.at)
    const day = today === last ? null : today
    last = today
    return { entry, day }
  })
}

/** What stands on both pages stands once. */
function join(older: readonly ThreadEntry[], newest: readonly ThreadEntry[]): ThreadEntry[] {
  const known = new Set(newest.map(keyOf))
  return [...older.filter((entry) => !known.has(keyOf(entry))), ...newest]
}

/** What the list already knows, until the rest is there. */
function FirstGlance({ row }: { row: ConversationRow }) {
  return (
    <article className={style.entry}>
      <Avatar name={nameOf(row.person)} src={avatarOf(row.person)} />
      <div className={style.bubble}>
        <header className={style.head}><b>{nameOf(row.person)}</b></header>
        <p data-post-text="" lang={row.last.language} className={style.post}>{row.last.text}</p>
      </div>
    </article>
  )
}

function keyOf(entry: ThreadEntry): string {
  switch (entry.kind) {
    case 'mention': return entry.mention.id
    case 'reply': return entry.reply.id
    case 'note': return entry.note.id
    case 'event': return entry.event.id
  }
}

const nothingOlder: ThreadEntry[] = []

interface Older {
  entries: ThreadEntry[]
  more: boolean
  busy: boolean
  error: unknown
  load: (box: HTMLElement | null) => void
}

/** Older pages stand still once they are there; only the newest page is asked for again. */
function useOlder(id: string, newest: ThreadView | undefined): Older {
  const [held, setHeld] = useState<{ id: string; entries: ThreadEntry[]; before: string | null | undefined }>({ id, entries: [], before: undefined })
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const own = held.id === id ? held : { id, entries: nothingOlder, before: undefined }
  const before = own.before === undefined ? (newest?.before ?? null) : own.before
  async function load(box: HTMLElement | null): Promise<void> {
    if (before === null || busy) return
    setBusy(true)
    setError(null)
    try {
      const page = await readThread(id, before)
      const fromEnd = box ? box.scrollHeight - box.scrollTop : 0
      setHeld({ id, entries: [...page.entries, ...own.entries], before: page.before })
      requestAnimationFrame(() => box?.scrollTo({ top: box.scrollHeight - fromEnd }))
    } catch (problem) {
      setError(problem)
    }
    setBusy(false)
  }
  return { entries: own.entries, more: before !== null, busy, error, load: (box) => void load(box) }
}

/** Opens at the newest and stays there while more comes, unless the reader has scrolled up. */
function useStayAtEnd(box: { current: HTMLDivElement | null }, content: { current: HTMLDivElement | null }, ready: boolean): void {
  const atEnd = useRef(true)
  useEffect(() => {
    const element = box.current
    if (!element) return
    const onScroll = () => {
      atEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < 80
    }
    element.addEventListener('scroll', onScroll, { passive: true })
    return () => element.removeEventListener('scroll', onScroll)
  }, [box])
  useLayoutEffect(() => {
    const element = box.current
    if (!element || !content.current || !ready) return
    const toEnd = () => atEnd.current && element.scrollTo({ top: element.scrollHeight })
    toEnd()
    // Pictures come later, and so does what others write.
    const observer = new ResizeObserver(toEnd)
    observer.observe(content.current)
    return () => observer.disconnect()
  }, [box, content, ready])
}
