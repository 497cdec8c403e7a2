import { Button, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { SaveTeamInput, type TeamView } from '../../../core/team/team.ts'
import { channelsQuery, useMembers } from '../../app/directory.ts'
import { isConflict } from '../../app/fail.ts'
import { showToast } from '../../app/toasts.ts'
import { useShellWords } from '../../app/words.ts'
import { ActButton } from '../../ui/act-button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { CheckList } from '../../ui/check-list.tsx'
import { Problem } from '../../ui/problem.tsx'
import { useFormWords, useSchemaCheck } from '../../ui/schema-form.ts'
import { saveTeam } from './calls.ts'
import { useTeamWords } from './words.ts'
import parts from '../../ui/parts.module.css'

type Values = Omit<SaveTeamInput, 'id' | 'version'>

export function TeamForm({ team, close }: { team: TeamView | null; close: () => void }) {
  const words = useTeamWords()
  const shell = useShellWords()
  const forms = useFormWords()
  const client = useQueryClient()
  const members = useMembers()
  const channels = useQuery(channelsQuery).data ?? []
  const [key] = useState(() => crypto.randomUUID())
  const check = useSchemaCheck(SaveTeamInput, (values: Values) => values)
  const form = useForm<Values>({ initialValues: { name: team?.name ?? '', memberIds: team?.memberIds ?? [], channelIds: team?.channelIds ?? [] }, validate: check })
  const save = useMutation({
    mutationFn: (values: Values) => saveTeam(team, values, key),
    onSuccess() {
      showToast({ text: words.saved, ms: 3_000 })
      close()
    },
    onSettled() {
      for (const noun of ['teams', 'members', 'channels', 'me']) void client.invalidateQueries({ queryKey: [noun] })
    },
  })
  return (
    <Dialog close={close} title={team ? words.editTeam : words.newTeam} size="lg">
      <form className={parts.form} onSubmit={form.onSubmit((values) => save.mutate(values))} noValidate>
        <TextInput label={words.teamName} required maxLength={60} data-autofocus {...form.getInputProps('name')} />
        <div className={parts.fields}>
          <CheckList label={words.teamMembers} choices={members.map((member) => ({ value: member.userId, label: member.name }))} chosen={form.values.memberIds} onChange={(ids) => form.setFieldValue('memberIds', ids)} />
          <CheckList label={words.teamChannels} choices={channels.map((channel) => ({ value: channel.id, label: channel.name }))} chosen={form.values.channelIds} onChange={(ids) => form.setFieldValue('channelIds', ids)} />
        </div>
        <p className={parts.dim}>{words.wallNote}</p>
        {isConflict(save.error) ? <p className={parts.notice} role="alert">{forms.conflict}</p> : <Problem error={save.error} />}
        <div className={parts.end}><Button variant="default" onClick={close}>{shell.cancel}</Button><ActButton type="submit" busy={save.isPending}>{shell.save}</ActButton></div>
      </form>
    </Dialog>
  )
}
