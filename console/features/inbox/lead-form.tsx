import { Button, TextInput, Textarea } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { ConversationRow } from '../../../core/conversation/conversation.ts'
import { CaptureLeadInput } from '../../../core/lead/lead.ts'
import { api, call, once } from '../../api/client.ts'
import { showToast } from '../../app/toasts.ts'
import { useShellWords } from '../../app/words.ts'
import { checkBy } from '../../ui/check-by.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { FormProblem } from '../../ui/form-problem.tsx'
import { nameOf } from './people.ts'
import { useInboxWords } from './words.ts'
import style from './forms.module.css'

/** Someone who may become a customer, with the words that showed it. */
export function LeadForm({ row, onClose }: { row: ConversationRow; onClose: () => void }) {
  const words = useInboxWords()
  const form = words.leadForm
  const shell = useShellWords()
  const client = useQueryClient()
  const start = { name: nameOf(row.person), nameKana: '', company: '', mail: '', phone: '', need: row.last.text.slice(0, 500), nextStep: '', nextStepOn: '' }
  const fields = useForm({ initialValues: start, validate: (values) => checkBy(CaptureLeadInput, inputOf(values)) })
  function inputOf(values: typeof start) {
    return { conversationId: row.id, mentionId: row.last.mentionId, ...values, nextStepOn: values.nextStepOn || null }
  }
  const capture = useMutation({
    mutationFn: (values: typeof start) => call(api.leads.$post({ json: inputOf(values) }, once())),
    onSuccess: (lead) => {
      showToast({ text: words.did.lead(lead.number) })
      void client.invalidateQueries({ queryKey: ['thread', row.id] })
      void client.invalidateQueries({ queryKey: ['author', row.person.id] })
      onClose()
    },
  })
  return (
    <Dialog close={onClose} title={form.title} keepsInput>
      <form className={style.form} onSubmit={fields.onSubmit((values) => capture.mutate(values))}>
        <div className={style.pair}>
          <TextInput label={form.name} required maxLength={200} data-autofocus {...fields.getInputProps('name')} />
          <TextInput label={form.nameKana} maxLength={200} {...fields.getInputProps('nameKana')} />
        </div>
        <TextInput label={form.company} maxLength={200} {...fields.getInputProps('company')} />
        <div className={style.pair}>
          <TextInput label={form.mail} type="email" {...fields.getInputProps('mail')} />
          <TextInput label={form.phone} type="tel" maxLength={50} {...fields.getInputProps('phone')} />
        </div>
        <Textarea label={form.need} rows={3} maxLength={5000} {...fields.getInputProps('need')} />
        <div className={style.pair}>
          <TextInput label={form.nextStep} maxLength={1000} {...fields.getInputProps('nextStep')} />
          <TextInput label={form.nextStepOn} type="date" {...fields.getInputProps('nextStepOn')} />
        </div>
        <FormProblem error={capture.error} />
        <div className={style.end}><Button variant="default" onClick={onClose}>{shell.cancel}</Button><Button type="submit" loading={capture.isPending}>{form.create}</Button></div>
      </form>
    </Dialog>
  )
}
