import { Button, NumberInput, TextInput } from '@mantine/core'
import '@mantine/core/styles/NumberInput.css'
import { useForm } from '@mantine/form'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ChangeChannelInput, type ChannelView } from '../../../core/channel/channel.ts'
import { ApiError } from '../../api/client.ts'
import { useTeams } from '../../app/directory.ts'
import { isConflict } from '../../app/fail.ts'
import { useCan } from '../../app/me.ts'
import { showToast } from '../../app/toasts.ts'
import { useShellWords } from '../../app/words.ts'
import { ActButton } from '../../ui/act-button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { CheckList } from '../../ui/check-list.tsx'
import { Problem } from '../../ui/problem.tsx'
import { useFormWords, useSchemaCheck } from '../../ui/schema-form.ts'
import { changeChannel, networksQuery } from './calls.ts'
import { CredentialFields, wrongFields } from './credential-fields.tsx'
import { useChannelWords } from './words.ts'
import parts from '../../ui/parts.module.css'

type Values = ReturnType<typeof valuesOf>

export function ChannelForm({ channel, close }: { channel: ChannelView; close: () => void }) {
  const words = useChannelWords()
  const shell = useShellWords()
  const forms = useFormWords()
  const client = useQueryClient()
  const teams = useTeams()
  const mayTeams = useCan('team')
  const maySecrets = useCan('secrets')
  const fields = useQuery(networksQuery).data?.find((network) => network.network === channel.network)?.channelFields ?? []
  const [secrets, setSecrets] = useState<Record<string, string> | null>(null)
  const check = useSchemaCheck(ChangeChannelInput.omit({ id: true, version: true }), (values: Values) => bodyOf(values, mayTeams))
  const form = useForm<Values>({ initialValues: valuesOf(channel), validate: check })
  const save = useMutation({
    mutationFn: (values: Values) => changeChannel(channel, { ...bodyOf(values, mayTeams), ...(secrets && { credentials: secrets }) }),
    onSuccess() {
      showToast({ text: words.saved, ms: 3_000 })
      close()
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['channels'] }),
  })
  const wrong = save.error instanceof ApiError ? wrongFields(save.error.details) : []
  return (
    <Dialog close={close} title={`${channel.name} — ${words.edit}`} size="lg" keepsInput>
      <form className={parts.form} onSubmit={form.onSubmit((values) => save.mutate(values))} noValidate>
        <TextInput label={words.name} required maxLength={100} data-autofocus {...form.getInputProps('name')} />
        {channel.pollEverySeconds !== null && <NumberInput label={words.pollEvery} min={15} max={86_400} hideControls {...form.getInputProps('pollEverySeconds')} />}
        {mayTeams && teams.length > 0 && <><CheckList label={words.teams} choices={teams.map((team) => ({ value: team.id, label: team.name }))} chosen={form.values.teamIds} onChange={(ids) => form.setFieldValue('teamIds', ids)} /><p className={parts.dim}>{words.teamsNote}</p></>}
        {maySecrets && fields.length > 0 && (secrets === null
          ? <div><Button variant="default" onClick={() => setSecrets({})}>{words.newSecrets}</Button></div>
          : <CredentialFields fields={fields} values={secrets} onChange={setSecrets} wrong={wrong} error={forms.check} />)}
        {isConflict(save.error) ? <p className={parts.notice} role="alert">{forms.conflict}</p> : <Problem error={save.error} />}
        <div className={parts.end}>
          <Button variant="default" onClick={close}>{shell.cancel}</Button>
          <ActButton type="submit" busy={save.isPending}>{shell.save}</ActButton>
        </div>
      </form>
    </Dialog>
  )
}

function valuesOf(channel: ChannelView) {
  return { name: channel.name, pollEverySeconds: channel.pollEverySeconds as number | string | null, teamIds: channel.teamIds }
}

function bodyOf(values: Values, withTeams: boolean): Omit<ChangeChannelInput, 'id' | 'version'> {
  return { name: values.name.trim(), ...(values.pollEverySeconds !== null && { pollEverySeconds: Number(values.pollEverySeconds) }), ...(withTeams && { teamIds: values.teamIds }) }
}
