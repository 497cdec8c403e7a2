import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { InviteMemberInput, type Role } from '../../../core/team/team.ts'
import { useTeams } from '../../app/directory.ts'
import { useShellWords } from '../../app/words.ts'
import { useTimes } from '../../app/zone.ts'
import { ActButton } from '../../ui/act-button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { CheckList } from '../../ui/check-list.tsx'
import { CopyField } from '../../ui/copy-field.tsx'
import { Problem } from '../../ui/problem.tsx'
import { useSchemaCheck } from '../../ui/schema-form.ts'
import { invite } from './calls.ts'
import { useTeamWords } from './words.ts'
import parts from '../../ui/parts.module.css'

interface Values {
  email: string
  role: string
  teamIds: string[]
}

/** Gives a one-time link to hand over: the product sends no mail. */
export function InviteForm({ close }: { close: () => void }) {
  const words = useTeamWords()
  const shell = useShellWords()
  const times = useTimes()
  const teams = useTeams()
  const [key, setKey] = useState(() => crypto.randomUUID())
  const bodyOf = (values: Values): InviteMemberInput => ({ email: values.email.trim(), role: values.role as Role, teamIds: values.teamIds })
  const check = useSchemaCheck(InviteMemberInput, bodyOf)
  const form = useForm<Values>({ initialValues: { email: '', role: 'agent', teamIds: [] }, validate: check })
  const make = useMutation({ mutationFn: (values: Values) => invite(bodyOf(values), key) })
  function another(): void {
    setKey(crypto.randomUUID())
    form.reset()
    make.reset()
  }
  return (
    <Dialog close={close} title={words.inviteTitle}>
      {make.data ? (
        <div className={parts.form}>
          <CopyField label={words.inviteLink} value={make.data.url} />
          <p>{words.linkNote(times.absolute(make.data.expiresAt))}</p>
          <div className={parts.end}><Button variant="default" onClick={another}>{words.inviteAgain}</Button><Button onClick={close}>{shell.close}</Button></div>
        </div>
      ) : (
        <form className={parts.form} onSubmit={form.onSubmit((values) => make.mutate(values))} noValidate>
          <TextInput label={words.email} type="email" required maxLength={200} autoComplete="off" data-autofocus {...form.getInputProps('email')} />
          <NativeSelect label={words.role} description={words.roleNotes[form.values.role as Role]} {...form.getInputProps('role')} data={Object.entries(words.roles).map(([value, label]) => ({ value, label }))} />
          {teams.length > 0 && <CheckList label={words.teams} choices={teams.map((team) => ({ value: team.id, label: team.name }))} chosen={form.values.teamIds} onChange={(ids) => form.setFieldValue('teamIds', ids)} />}
          <Problem error={make.error} />
          <div className={parts.end}><Button variant="default" onClick={close}>{shell.cancel}</Button><ActButton type="submit" busy={make.isPending}>{words.inviteDo}</ActButton></div>
        </form>
      )}
    </Dialog>
  )
}
