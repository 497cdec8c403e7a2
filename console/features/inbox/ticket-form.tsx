import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { ConversationRow } from '../../../core/conversation/conversation.ts'
import { OpenTicketInput, priorities, ticketTypes } from '../../../core/ticket/ticket.ts'
import { api, call, once } from '../../api/client.ts'
import { useMembers, useTeams } from '../../app/directory.ts'
import { showToast } from '../../app/toasts.ts'
import { useShellWords } from '../../app/words.ts'
import { useTimes } from '../../app/zone.ts'
import { checkBy } from '../../ui/check-by.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { FormProblem } from '../../ui/form-problem.tsx'
import type { Acts } from './acts.ts'
import { readRow } from './calls.ts'
import { momentOf } from './snooze-times.ts'
import { useInboxWords } from './words.ts'
import style from './forms.module.css'

/** A promise to answer, made of a conversation; checked by the same schema as the server's. */
export function TicketForm({ row, acts, onClose }: { row: ConversationRow; acts: Acts; onClose: () => void }) {
  const words = useInboxWords()
  const form = words.ticketForm
  const shell = useShellWords()
  const times = useTimes()
  const members = useMembers().filter((member) => member.state === 'active')
  const teams = useTeams()
  const client = useQueryClient()
  const start = { subject: row.last.text.replace(/\s+/g, ' ').slice(0, 80) || row.channel.name, type: 'question', priority: 'normal', assigneeId: row.assignee?.id ?? '', teamId: row.team?.id ?? '', due: '' }
  const fields = useForm({ initialValues: start, validate: (values) => ({ ...checkBy(OpenTicketInput, inputOf(values)), ...(values.due !== '' && momentOf(values.due, times.zone) === null && { due: 'YYYY/MM/DD HH:mm' }) }) })
  function inputOf(values: typeof start) {
    return {
      conversationId: row.id, subject: values.subject, type: values.type as (typeof ticketTypes)[number], priority: values.priority as (typeof priorities)[number],
      assigneeId: values.assigneeId || null, teamId: values.teamId || null, dueAt: momentOf(values.due, times.zone)?.toISOString() ?? null, mentionId: row.last.mentionId,
    }
  }
  const open = useMutation({
    mutationFn: (values: typeof start) => call(api.tickets.$post({ json: inputOf(values) }, once())),
    onSuccess: ({ ticket }) => {
      showToast({ text: words.did.ticket(ticket.number) })
      void client.invalidateQueries({ queryKey: ['thread', row.id] })
      void client.invalidateQueries({ queryKey: ['author', row.person.id] })
      void readRow(row.id).then(acts.learn, () => undefined)
      onClose()
    },
  })
  return (
    <Dialog close={onClose} title={form.title} keepsInput>
      <form className={style.form} onSubmit={fields.onSubmit((values) => open.mutate(values))}>
        <TextInput label={form.subject} maxLength={300} data-autofocus required {...fields.getInputProps('subject')} />
        <div className={style.pair}>
          <NativeSelect label={form.type} data={ticketTypes.map((value) => ({ value, label: form.types[value] }))} {...fields.getInputProps('type')} />
          <NativeSelect label={form.priority} data={priorities.map((value) => ({ value, label: form.priorities[value] }))} {...fields.getInputProps('priority')} />
        </div>
        <div className={style.pair}>
          <NativeSelect label={form.assignee} data={[{ value: '', label: form.nobody }, ...members.map(({ userId, name }) => ({ value: userId, label: name }))]} {...fields.getInputProps('assigneeId')} />
          <NativeSelect label={form.team} data={[{ value: '', label: form.nobody }, ...teams.map(({ id, name }) => ({ value: id, label: name }))]} {...fields.getInputProps('teamId')} />
        </div>
        <TextInput label={`${form.due} (${times.zone})`} placeholder="YYYY/MM/DD HH:mm" inputMode="numeric" {...fields.getInputProps('due')} />
        <FormProblem error={open.error} />
        <div className={style.end}><Button variant="default" onClick={onClose}>{shell.cancel}</Button><Button type="submit" loading={open.isPending}>{form.create}</Button></div>
      </form>
    </Dialog>
  )
}
