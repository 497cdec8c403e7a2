import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { EnterMentionInput } from '../../../core/mention/mention.ts'
import { useShellWords } from '../../app/words.ts'
import { useTimes } from '../../app/zone.ts'
import { momentOf } from '../inbox/snooze-times.ts'
import { ActButton } from '../../ui/act-button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Problem } from '../../ui/problem.tsx'
import { useSchemaCheck } from '../../ui/schema-form.ts'
import { enterMention } from './calls.ts'
import { useChannelWords } from './words.ts'
import parts from '../../ui/parts.module.css'

const vias = ['phone', 'shop', 'mail', 'letter', 'other'] as const
interface Values {
  via: string
  who: string
  contact: string
  text: string
  at: string
}

/** As a dialog on the screen of channels. */
export function EntryDialog({ close }: { close: () => void }) {
  const words = useChannelWords()
  return <Dialog close={close} title={words.enterTitle} size="lg" keepsInput><EntryForm close={close} /></Dialog>
}

/** A voice that no network brought. The entry has an id of its own, so that two presses enter one. */
export function EntryForm({ close }: { close: () => void }) {
  const words = useChannelWords()
  const shell = useShellWords()
  const { zone } = useTimes()
  const client = useQueryClient()
  const [entryId, setEntryId] = useState(() => crypto.randomUUID())
  function bodyOf(values: Values): EnterMentionInput {
    return {
      via: values.via as EnterMentionInput['via'], who: values.who.trim(), text: values.text, entryId,
      ...(values.contact.trim() && { contact: values.contact.trim() }), ...(values.at && { at: momentOf(values.at, zone)?.toISOString() ?? values.at }),
    }
  }
  const check = useSchemaCheck(EnterMentionInput, bodyOf)
  const form = useForm<Values>({ initialValues: { via: 'phone', who: '', contact: '', text: '', at: '' }, validate: check })
  const enter = useMutation({ mutationFn: (values: Values) => enterMention(bodyOf(values)), onSuccess: () => void client.invalidateQueries({ queryKey: ['inbox-counts'] }) })
  function another(): void {
    setEntryId(crypto.randomUUID())
    form.reset()
    enter.reset()
  }
  if (enter.data) {
    return (
      <div className={parts.form}>
        <p role="status">{words.entered}</p>
        <div className={parts.end}>
          {enter.data.conversationId && <Link to="/inbox" search={{ view: 'all', id: enter.data.conversationId }}>{words.openIt}</Link>}
          <Button variant="default" onClick={another}>{words.another}</Button>
          <Button onClick={close}>{shell.close}</Button>
        </div>
      </div>
    )
  }
  return (
    <form className={parts.form} onSubmit={form.onSubmit((values) => enter.mutate(values))} noValidate>
      <p className={parts.dim}>{words.enterNote}</p>
      <div className={parts.fields}>
        <NativeSelect label={words.via} data-autofocus {...form.getInputProps('via')} data={vias.map((value) => ({ value, label: words.vias[value] }))} />
        <TextInput label={words.who} required maxLength={200} {...form.getInputProps('who')} />
        <TextInput label={words.contact} maxLength={200} {...form.getInputProps('contact')} />
        <TextInput label={`${words.at} (${zone})`} description={words.atNote} placeholder="YYYY/MM/DD HH:mm" inputMode="numeric" autoComplete="off" {...form.getInputProps('at')} />
      </div>
      <Textarea label={words.text} required rows={6} maxLength={20_000} {...form.getInputProps('text')} />
      <Problem error={enter.error} />
      <div className={parts.end}>
        <Button variant="default" onClick={close}>{shell.cancel}</Button>
        <ActButton type="submit" busy={enter.isPending}>{words.enterDo}</ActButton>
      </div>
    </form>
  )
}
