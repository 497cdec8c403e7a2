import { useMediaQuery } from '@mantine/hooks'
import { useQueryClient } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import type { ConversationRow } from '../../../core/conversation/conversation.ts'
import { useCommands } from '../../app/commands.ts'
import { keep, kept } from '../../app/kept.ts'
import { keysOf, type KeyId } from '../../app/keys.ts'
import { useCan } from '../../app/me.ts'
import { Screen } from '../../app/screen.tsx'
import { showToast } from '../../app/toasts.ts'
import { useSentence } from '../../app/language.tsx'
import { useKeys } from '../../app/use-keys.ts'
import { useStable } from '../../app/use-stable.ts'
import { useShellWords } from '../../app/words.ts'
import { lazyPart } from '../../ui/lazy-part.tsx'
import { ErrorPane, LoadingPane } from '../../ui/pane.tsx'
import { useActs } from './acts.ts'
import { useBulk, type BulkAct } from './bulk.ts'
import { threadQuery } from './calls.ts'
import type { ComposerHandle } from './composer.tsx'
import type { PickerName } from './detail-pane.tsx'
import { ListPane } from './list-pane.tsx'
import { useOpenRow, useReading, type OpenRow } from './open-row.ts'
import { sayForeign } from './say-foreign.ts'
import { views, type InboxSearch } from './search-params.ts'
import { useSelection } from './selection.ts'
import { useInboxList } from './use-inbox-list.ts'
import { searchOfView, ViewsPane } from './views-pane.tsx'
import { useInboxWords } from './words.ts'
import style from './inbox.module.css'

const DetailPane = lazyPart(() => import('./detail-pane.tsx').then((module) => module.DetailPane), <LoadingPane rows={3} />)
const ContextPane = lazyPart(() => import('./context-pane.tsx').then((module) => module.ContextPane))
const TicketForm = lazyPart(() => import('./ticket-form.tsx').then((module) => module.TicketForm))
const LeadForm = lazyPart(() => import('./lead-form.tsx').then((module) => module.LeadForm))
const route = getRouteApi('/shell/inbox')

export function Inbox() {
  const shell = useShellWords()
  const words = useInboxWords()
  const say = useSentence()
  const search = route.useSearch()
  const navigate = useNavigate()
  const client = useQueryClient()
  const [news, setNews] = useState<{ id: string; text: string } | null>(null)
  const inbox = useInboxList(search, (change, before, after) => change.actor.kind === 'user' && setNews({ id: after.id, text: sayForeign(change, before, after, words) }))
  const { list } = inbox
  const acts = useActs(list)
  const selection = useSelection(list)
  const bulk = useBulk(inbox, selection, acts)
  const [picker, setPicker] = useState<PickerName>(null)
  const [form, setForm] = useState<'ticket' | 'lead' | null>(null)
  const listbox = useRef<HTMLDivElement>(null)
  const detail = useRef<HTMLElement>(null)
  const composer = useRef<ComposerHandle>(null)
  const mayAnswer = useCan('answer')
  const mayTicket = useCan('tickets')
  const isPhone = useMediaQuery('(max-width: 719px)', undefined, { getInitialValueInEffect: false }) ?? false
  const hasViews = useMediaQuery('(min-width: 1024px)', undefined, { getInitialValueInEffect: false }) ?? true
  const isVast = useMediaQuery('(min-width: 1440px)', undefined, { getInitialValueInEffect: false }) ?? false
  const [context, setContext] = useState(kept('context-pane') !== 'closed')
  const [drawer, setDrawer] = useState(false)

  const open = useOpenRow(search.id, list)
  const isListed = list.total !== null
  // The list comes first; what opens from it is fetched while the person reads.
  useEffect(() => {
    if (!isListed) return
    const timer = setTimeout(() => {
      DetailPane.preload()
      ContextPane.preload()
    }, 400)
    if (!isPhone && (document.activeElement === document.body || document.activeElement?.id === 'main')) listbox.current?.focus({ preventScroll: true })
    return () => clearTimeout(timer)
  }, [isListed, isPhone])
  const place = search.id ? list.placeOf(search.id) : -1
  useReading(open.row, list.at(place + 1)?.id, acts)

  function show(index: number, id: string | undefined): void {
    if (!id) return
    setPicker(null)
    // Walking with j leaves no trail; the first step from the list does, so that "back" leads to it.
    void navigate({ to: '/inbox', search: { ...search, id }, replace: search.id !== undefined || !isPhone })
    list.want(index - 5, index + 20)
  }
  function step(by: 1 | -1): void {
    const index = place < 0 ? (by === 1 ? 0 : list.length - 1) : place + by
    show(index, list.at(index)?.id)
  }
  /** The next that still belongs here; at the end, the one before; else the list is empty and calm. */
  function goOn(): void {
    for (let index = place + 1; index < list.length; index++) {
      const row = list.at(index)
      if (row && list.hasLeft(row)) continue
      return show(index, row?.id)
    }
    for (let index = place - 1; index >= 0; index--) {
      const row = list.at(index)
      if (row && !list.hasLeft(row)) return show(index, row.id)
    }
    close()
  }
  function close(): void {
    void navigate({ to: '/inbox', search: { ...search, id: undefined } })
    requestAnimationFrame(() => listbox.current?.focus())
  }
  function finish(): void {
    if (!open.row) return
    acts.setState(open.row, 'done')
    goOn()
  }
  function extend(by: 1 | -1): void {
    const from = Math.max(place, 0)
    const to = Math.min(Math.max(from + by, 0), list.length - 1)
    selection.extend(from, to)
    show(to, list.at(to)?.id)
  }
  function toView(by: 1 | -1): void {
    const next = views[(views.indexOf(search.view ?? 'waiting') + by + views.length) % views.length]!
    void navigate({ to: '/inbox', search: searchOfView(search, next) })
  }
  function leave(): void {
    if (isPhone) return detail.current?.focus()
    listbox.current?.focus()
  }
  function openOriginal(): void {
    const entry = search.id ? client.getQueryData(threadQuery(search.id).queryKey)?.entries.findLast((one) => one.kind === 'mention') : undefined
    const url = entry?.kind === 'mention' ? entry.mention.url : null
    if (url && /^https?:\/\//.test(url)) window.open(url, '_blank', 'noopener,noreferrer')
    else showToast({ text: words.failed.noOriginal, ms: 4_000 })
  }
  function sayWhyNotHidden(): void {
    const hide = search.id ? client.getQueryData(threadQuery(search.id).queryKey)?.permissions.find((row) => row.action === 'hide') : undefined
    showToast({ text: hide?.why ? `${words.failed.hidden}: ${say(hide.why)}` : words.failed.hidden, ms: 8_000 })
  }
  function onMany(act: BulkAct, word: string): boolean {
    if (selection.count === 0) return false
    // Everything that matches, seen or not, asks first: the bar has the question.
    if (selection.all) {
      document.querySelector<HTMLElement>('[data-bulk] button')?.focus()
      return true
    }
    bulk.run(act, words.bulkEffect(word, String(selection.count)))
    return true
  }

  const stableShow = useStable(show)
  const compose = useStable((tab: 'reply' | 'note') => composer.current?.focus(tab))
  const textBack = useStable((text: string) => composer.current?.textBack(text))
  const stableGoOn = useStable(goOn)
  const stableFinish = useStable(finish)
  const stableLeave = useStable(leave)
  const stableClose = useStable(close)
  const toTicket = useStable(() => setForm('ticket'))
  const toLead = useStable(() => setForm('lead'))
  const toContext = useStable(() => {
    if (!isVast) return setDrawer(true)
    setContext(true)
    keep('context-pane', 'open')
  })
  const { row } = open
  const withRow = (work: (row: ConversationRow) => void) => () => {
    if (row && mayAnswer) work(row)
  }
  useKeys(['list', 'item', 'everywhere'], {
    next: () => step(1),
    previous: () => step(-1),
    first: () => show(0, list.at(0)?.id),
    last: () => { list.want(list.length - 20, list.length); show(list.length - 1, list.at(list.length - 1)?.id) },
    toDetail: () => row ? detail.current?.focus() : step(1),
    select: () => search.id && selection.toggle(search.id),
    extendDown: () => extend(1),
    extendUp: () => extend(-1),
    selectAll: () => selection.allLoaded(),
    unread: () => row && acts.markRead(row, row.unread),
    openOriginal,
    nextView: () => toView(1),
    previousView: () => toView(-1),
    reply: withRow(() => compose('reply')),
    note: withRow(() => compose('note')),
    done: () => mayAnswer && (onMany({ kind: 'state', state: 'done' }, words.act.done) || finish()),
    doneStay: withRow((one) => acts.setState(one, 'done')),
    toMe: withRow((one) => acts.toMe(one)),
    assign: withRow(() => setPicker('assign')),
    label: withRow(() => setPicker('tag')),
    snooze: withRow(() => setPicker('snooze')),
    ticket: () => row && mayTicket && !row.ticket && setForm('ticket'),
    hide: sayWhyNotHidden,
    close: () => selection.count > 0 ? selection.clear() : isPhone && search.id ? close() : listbox.current?.focus(),
  })
  useCommands(() => row ? [
    ['done', words.act.done, finish], ['reply', words.reply, () => compose('reply')], ['note', words.note, () => compose('note')],
    ['toMe', words.act.toMe, () => acts.toMe(row)], ['assign', words.act.assign, () => setPicker('assign')], ['label', words.act.tag, () => setPicker('tag')],
    ['snooze', words.act.snooze, () => setPicker('snooze')], ['ticket', words.act.ticket, () => setForm('ticket')], ['openOriginal', words.act.original, openOriginal],
  ].map(([id, label, run]) => ({ id: id as string, label: label as string, keys: keysOf(id as KeyId), run: run as () => void })) : [])

  const showsContext = isVast && context && row !== undefined
  const pane = row && <ContextPane row={row} onClose={() => { setDrawer(false); if (isVast) { setContext(false); keep('context-pane', 'closed') } }} onTicket={toTicket} onLead={toLead} />
  return (
    <Screen title={shell.inbox} fixed>
      <div className={style.panes} data-context={showsContext || undefined}>
        {hasViews && <ViewsPane search={search} />}
        {(!isPhone || !search.id) && <ListPane inbox={inbox} search={search} selection={selection} bulk={bulk} showsViews={!hasViews} listbox={listbox} onOpen={stableShow} />}
        {(!isPhone || search.id) && (row ? (
          <DetailPane
            row={row} acts={acts} picker={picker} onPicker={setPicker} news={news?.id === row.id ? news.text : null} composer={composer} detail={detail} onDone={stableGoOn} onFinish={stableFinish}
            onTicket={toTicket} onLead={toLead} onBack={isPhone ? stableClose : null} onLeave={stableLeave} onTextBack={textBack}
            onContext={showsContext ? null : toContext}
          />
        ) : <Nothing open={open} search={search} />)}
        {showsContext && pane}
      </div>
      {drawer && !isVast && pane && <div className={style.drawer}>{pane}</div>}
      {row && form === 'ticket' && <TicketForm row={row} acts={acts} onClose={() => setForm(null)} />}
      {row && form === 'lead' && <LeadForm row={row} onClose={() => setForm(null)} />}
    </Screen>
  )
}

function Nothing({ open, search }: { open: OpenRow; search: InboxSearch }) {
  const words = useInboxWords()
  if (open.error) return <ErrorPane error={open.error} onRetry={open.retry} />
  if (search.id) return <LoadingPane rows={3} />
  return <div className={style.nothing} data-balance=""><p>{words.choose}</p><p>{words.chooseHint}</p></div>
}
