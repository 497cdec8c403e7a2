import { Button, Textarea } from '@mantine/core'
import { useState } from 'react'
import type { TicketRow } from '../../../core/ticket/ticket.ts'
import { useTeams } from '../../app/directory.ts'
import { useShellWords } from '../../app/words.ts'
import { ActButton } from '../../ui/act-button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { MemberSelect, TeamSelect } from '../../ui/person-select.tsx'
import { handOver } from './calls.ts'
import type { TicketActs } from './use-ticket-acts.ts'
import { useTicketWords } from './words.ts'
import parts from '../../ui/parts.module.css'

/** To another team with a word for it. */
export function HandOver({ ticket, acts, close }: { ticket: TicketRow; acts: TicketActs; close: () => void }) {
  const words = useTicketWords()
  const shell = useShellWords()
  const teams = useTeams()
  const [teamId, setTeamId] = useState<string | null>(null)
  const [assigneeId, setAssigneeId] = useState<string | null>(null)
  const [note, setNote] = useState('')
  async function send(): Promise<void> {
    if (teamId === null) return
    const team = teams.find((one) => one.id === teamId)?.name ?? ''
    if (await acts.run(words.did.handedOver(team), (row) => handOver(row, { teamId, assigneeId, note }))) close()
  }
  return (
    <Dialog close={close} title={words.handOverTitle}>
      <form className={parts.form} onSubmit={(event) => { event.preventDefault(); void send() }}>
        <p className={parts.dim}>#{ticket.number} {ticket.subject}<br />{words.handOverHelp}</p>
        <TeamSelect label={words.handOverTo} nobody="—" value={teamId} onChange={setTeamId} />
        <MemberSelect label={words.handOverWho} nobody={words.nobody} value={assigneeId} onChange={setAssigneeId} />
        <Textarea label={words.handOverNote} autosize={false} rows={4} maxLength={5000} value={note} onChange={(event) => setNote(event.currentTarget.value)} />
        <div className={parts.end}>
          <Button variant="default" onClick={close}>{shell.cancel}</Button>
          <ActButton type="submit" disabled={teamId === null} busy={acts.busy}>{words.handOver}</ActButton>
        </div>
      </form>
    </Dialog>
  )
}
