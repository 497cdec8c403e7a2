import { NativeSelect, TextInput } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import type { priorities, ticketTypes, TicketView } from '../../../core/ticket/ticket.ts'
import { wallText } from '../../app/wall-text.ts'
import { useShellWords } from '../../app/words.ts'
import { useTimes } from '../../app/zone.ts'
import { ActButton } from '../../ui/act-button.tsx'
import { Facts } from '../../ui/facts.tsx'
import { MemberSelect, TeamSelect } from '../../ui/person-select.tsx'
import { TimeAt } from '../../ui/time-ago.tsx'
import { momentOf } from '../inbox/snooze-times.ts'
import * as calls from './calls.ts'
import { FreeFields } from './free-fields.tsx'
import { TicketFiles } from './ticket-files.tsx'
import type { TicketActs } from './use-ticket-acts.ts'
import { useTicketWords } from './words.ts'
import parts from '../../ui/parts.module.css'
import style from './ticket.module.css'

const types = ['question', 'incident', 'problem', 'task'] as const satisfies readonly (typeof ticketTypes)[number][]
const urgencies = ['low', 'normal', 'high', 'urgent'] as const satisfies readonly (typeof priorities)[number][]

/** What the ticket says of itself; each choice is saved as it is made. */
export function TicketFacts({ view, acts, may }: { view: TicketView; acts: TicketActs; may: boolean }) {
  const words = useTicketWords()
  const { ticket } = view
  const fixed = !may || ticket.state === 'closed'
  return (
    <div className={style.facts}>
      {may ? <Choices view={view} acts={acts} fixed={fixed} /> : <Standing view={view} />}
      <Facts rows={[
        [words.opened, <TimeAt key="o" at={ticket.openedAt} />],
        [words.firstReply, ticket.firstReplyAt ? <TimeAt key="f" at={ticket.firstReplyAt} /> : words.notYet],
        ...(ticket.solvedAt ? [[words.solvedAt, <TimeAt key="s" at={ticket.solvedAt} />] as const] : []),
        ...(ticket.closedAt ? [[words.closedAt, <TimeAt key="c" at={ticket.closedAt} />] as const] : []),
        ...(view.ruleName ? [[words.byRule, view.ruleName] as const] : []),
      ]} />
      <FreeFields fields={view.fields} fixed={fixed} onSave={(fields) => acts.run(words.did.saved, (row) => calls.changeTicket(row, { fields }))} />
      <Link to="/inbox" search={{ view: 'all', id: ticket.conversationId }}>{words.toConversation}</Link>
      <TicketFiles view={view} may={may && ticket.state !== 'closed'} />
    </div>
  )
}

function Choices({ view: { ticket }, view, acts, fixed }: { view: TicketView; acts: TicketActs; fixed: boolean }) {
  const words = useTicketWords()
  return (
    <>
      <SubjectField subject={ticket.subject} acts={acts} fixed={fixed} />
      <div className={parts.fields}>
        <NativeSelect label={words.type} disabled={fixed} value={ticket.type} onChange={(event) => { const type = event.currentTarget.value as (typeof types)[number]; void acts.run(words.did.saved, (row) => calls.changeTicket(row, { type })) }} data={types.map((value) => ({ value, label: words.types[value]! }))} />
        <NativeSelect label={words.priority} disabled={fixed} value={ticket.priority} onChange={(event) => { const priority = event.currentTarget.value as (typeof urgencies)[number]; void acts.run(words.did.saved, (row) => calls.changeTicket(row, { priority })) }} data={urgencies.map((value) => ({ value, label: words.priorities[value]! }))} />
        <MemberSelect label={words.assignee} nobody={words.nobody} now={ticket.assignee} disabled={fixed} value={ticket.assignee?.id ?? null} onChange={(assigneeId) => void acts.run(words.did.assigned, (row) => calls.assign(row, { assigneeId }))} />
        <TeamSelect label={words.team} nobody={words.noTeam} now={ticket.team} disabled={fixed} value={ticket.team?.id ?? null} onChange={(teamId) => void acts.run(words.did.assigned, (row) => calls.assign(row, { teamId }))} />
      </div>
      <DueField view={view} acts={acts} fixed={fixed} />
    </>
  )
}

/** For whom may only read: words, not fields that do nothing. */
function Standing({ view: { ticket } }: { view: TicketView }) {
  const words = useTicketWords()
  return (
    <>
      <p className={parts.dim}>{words.noRight}</p>
      <Facts rows={[
        [words.type, words.types[ticket.type] ?? ticket.type], [words.priority, words.priorities[ticket.priority] ?? ticket.priority],
        [words.assignee, ticket.assignee?.name ?? words.nobody], [words.team, ticket.team?.name ?? words.noTeam],
        [words.due, ticket.dueAt ? <TimeAt key="d" at={ticket.dueAt} /> : words.noDue],
      ]} />
    </>
  )
}

function SubjectField({ subject, acts, fixed }: { subject: string; acts: TicketActs; fixed: boolean }) {
  const words = useTicketWords()
  const [typed, setTyped] = useState<string | null>(null)
  const field = useRef<HTMLInputElement>(null)
  const next = (typed ?? subject).trim()
  function save(): void {
    // The button goes once it is saved.
    field.current?.focus()
    if (next !== '') void acts.run(words.did.saved, (row) => calls.changeTicket(row, { subject: next })).then((saved) => saved && setTyped(null))
  }
  return (
    <form className={style.due} onSubmit={(event) => { event.preventDefault(); save() }}>
      <TextInput ref={field} label={words.subject} required maxLength={300} disabled={fixed} value={typed ?? subject} onChange={(event) => setTyped(event.currentTarget.value)} className={style.dueInput} />
      {next !== subject && next !== '' && <SaveButton busy={acts.busy} />}
    </form>
  )
}

/** Saved by its button, for a half-typed date is none. */
function DueField({ view, acts, fixed }: { view: TicketView; acts: TicketActs; fixed: boolean }) {
  const words = useTicketWords()
  const times = useTimes()
  const before = view.ticket.dueAt === null ? '' : wallText(view.ticket.dueAt, times.zone)
  const [changed, setChanged] = useState<string | null>(null)
  const field = useRef<HTMLInputElement>(null)
  const [asked, setAsked] = useState(false)
  const typed = changed ?? before
  const moment = momentOf(typed, times.zone)
  const wrong = typed.trim() !== '' && moment === null
  function save(): void {
    setAsked(true)
    field.current?.focus()
    if (!wrong) void acts.run(words.did.saved, (row) => calls.changeTicket(row, { dueAt: moment?.toISOString() ?? null })).then((saved) => saved && setChanged(null))
  }
  return (
    <form className={style.due} onSubmit={(event) => { event.preventDefault(); save() }}>
      <TextInput ref={field} label={`${words.dueDate} (${times.zone})`} placeholder="YYYY/MM/DD HH:mm" inputMode="numeric" maxLength={20} autoComplete="off" disabled={fixed} value={typed} onChange={(event) => setChanged(event.currentTarget.value)} error={asked && wrong ? 'YYYY/MM/DD HH:mm' : undefined} className={style.dueInput} />
      {typed !== before && <SaveButton busy={acts.busy} />}
    </form>
  )
}

function SaveButton({ busy }: { busy: boolean }) {
  const words = useShellWords()
  return <ActButton type="submit" busy={busy}>{words.save}</ActButton>
}
