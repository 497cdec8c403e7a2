import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { ChangeLeadInput, type LeadStage, type LeadView } from '../../../core/lead/lead.ts'
import { isConflict } from '../../app/fail.ts'
import { showToast } from '../../app/toasts.ts'
import { useShellWords } from '../../app/words.ts'
import { ActButton } from '../../ui/act-button.tsx'
import { DayField } from '../../ui/day-field.tsx'
import { MemberSelect, TeamSelect } from '../../ui/person-select.tsx'
import { Problem } from '../../ui/problem.tsx'
import { useSchemaCheck } from '../../ui/schema-form.ts'
import { changeLead, leadQuery } from './calls.ts'
import { stages } from './stages.ts'
import { useLeadWords } from './words.ts'
import parts from '../../ui/parts.module.css'
import style from './lead.module.css'

type Values = ReturnType<typeof valuesOf>

/** All that is known of somebody who may buy; saved as a whole. */
export function LeadForm({ lead, may }: { lead: LeadView; may: boolean }) {
  const words = useLeadWords()
  const shell = useShellWords()
  const client = useQueryClient()
  const check = useSchemaCheck(ChangeLeadInput.omit({ id: true, version: true }), bodyOf)
  const form = useForm<Values>({ initialValues: valuesOf(lead), validate: check })
  const save = useMutation({
    mutationFn: (values: Values) => changeLead(client.getQueryData<LeadView>(leadQuery(lead.id).queryKey) ?? lead, bodyOf(values)),
    onSuccess(saved) {
      client.setQueryData(leadQuery(lead.id).queryKey, saved)
      void client.invalidateQueries({ queryKey: ['leads'] })
      form.setInitialValues(valuesOf(saved))
      form.setValues(valuesOf(saved))
      form.resetDirty()
      showToast({ text: words.saved, ms: 3_000 })
    },
    onError: (error) => (isConflict(error) ? client.invalidateQueries({ queryKey: leadQuery(lead.id).queryKey }) : undefined),
  })
  const conflict = isConflict(save.error)
  const fixed = !may
  return (
    <form className={parts.form} onSubmit={form.onSubmit((values) => { if (form.isDirty()) save.mutate(values) })} aria-label={words.title} noValidate>
      {!may && <p className={parts.dim}>{words.noRight}</p>}
      <div className={parts.fields}>
        <NativeSelect label={words.stage} disabled={fixed} {...form.getInputProps('stage')} data={stages.map((value) => ({ value, label: words.stages[value] }))} />
        <MemberSelect label={words.owner} nobody={words.nobody} now={lead.owner} disabled={fixed} value={form.values.ownerId} onChange={(value) => form.setFieldValue('ownerId', value)} />
        <TeamSelect label={words.team} nobody={words.noTeam} now={lead.team} disabled={fixed} value={form.values.teamId} onChange={(value) => form.setFieldValue('teamId', value)} />
      </div>
      <div className={parts.fields}>
        <TextInput label={words.name} required disabled={fixed} maxLength={200} {...form.getInputProps('name')} />
        <TextInput label={words.nameKana} disabled={fixed} maxLength={200} {...form.getInputProps('nameKana')} />
        <TextInput label={words.company} disabled={fixed} maxLength={200} {...form.getInputProps('company')} />
        <TextInput label={words.mail} type="email" disabled={fixed} {...form.getInputProps('mail')} />
        <TextInput label={words.phone} type="tel" disabled={fixed} maxLength={50} {...form.getInputProps('phone')} />
      </div>
      <Textarea label={words.need} rows={4} disabled={fixed} maxLength={5000} {...form.getInputProps('need')} />
      <div className={parts.fields}>
        <TextInput label={words.nextStep} disabled={fixed} maxLength={1000} {...form.getInputProps('nextStep')} />
        <DayField label={words.nextStepDate} disabled={fixed} value={form.values.nextStepOn} onChange={(day) => form.setFieldValue('nextStepOn', day)} />
      </div>
      {conflict
        ? <div className={parts.notice} role="alert"><p>{words.conflict}</p><Button variant="default" onClick={() => { form.setValues(valuesOf(lead)); save.reset() }}>{words.takeNewest}</Button></div>
        : <Problem error={save.error} />}
      {may && (
        <div className={style.save}>
          <ActButton type="submit" busy={save.isPending}>{shell.save}</ActButton>
          {form.isDirty() && <span className={parts.dim} role="status">{words.unsaved}</span>}
        </div>
      )}
    </form>
  )
}

function valuesOf(lead: LeadView) {
  return {
    stage: lead.stage as string, ownerId: lead.owner?.id ?? null, teamId: lead.team?.id ?? null, name: lead.name, nameKana: lead.nameKana ?? '', company: lead.company ?? '',
    mail: lead.mail ?? '', phone: lead.phone ?? '', need: lead.need ?? '', nextStep: lead.nextStep ?? '', nextStepOn: lead.nextStepOn ?? '',
  }
}

function bodyOf(values: Values): Omit<ChangeLeadInput, 'id' | 'version'> {
  const text = (value: string) => value.trim() || null
  return {
    stage: values.stage as LeadStage, ownerId: values.ownerId, teamId: values.teamId, name: values.name.trim(), nameKana: text(values.nameKana), company: text(values.company),
    mail: text(values.mail), phone: text(values.phone), need: text(values.need), nextStep: text(values.nextStep), nextStepOn: text(values.nextStepOn),
  }
}
