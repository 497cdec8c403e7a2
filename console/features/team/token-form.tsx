import { Button, NativeSelect, NumberInput, TextInput } from '@mantine/core'
import '@mantine/core/styles/NumberInput.css'
import { useForm } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { abilities, can, CreateTokenInput, type Role } from '../../../core/team/team.ts'
import { useTeams } from '../../app/directory.ts'
import { useShellWords } from '../../app/words.ts'
import { ActButton } from '../../ui/act-button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { CheckList } from '../../ui/check-list.tsx'
import { CopyField } from '../../ui/copy-field.tsx'
import { Problem } from '../../ui/problem.tsx'
import { useSchemaCheck } from '../../ui/schema-form.ts'
import { createToken } from './calls.ts'
import { useTeamWords } from './words.ts'
import parts from '../../ui/parts.module.css'

interface Values {
  name: string
  role: string
  scopes: string[]
  teamIds: string[]
  days: number | string
}

/** Less than its role if one likes, never more; the secret is shown once. */
export function TokenForm({ close }: { close: () => void }) {
  const words = useTeamWords()
  const shell = useShellWords()
  const client = useQueryClient()
  const teams = useTeams()
  const [key] = useState(() => crypto.randomUUID())
  const bodyOf = (values: Values): CreateTokenInput => ({ name: values.name.trim(), role: values.role as Role, scopes: values.scopes.filter((scope) => can(values.role as Role, scope as CreateTokenInput['scopes'][number])) as CreateTokenInput['scopes'], teamIds: values.teamIds, days: Number(values.days) })
  const check = useSchemaCheck(CreateTokenInput, bodyOf)
  const form = useForm<Values>({ initialValues: { name: '', role: 'analyst', scopes: ['read'], teamIds: [], days: 90 }, validate: check })
  const make = useMutation({ mutationFn: (values: Values) => createToken(bodyOf(values), key), onSuccess: () => client.invalidateQueries({ queryKey: ['tokens'] }) })
  const offered = abilities.filter((ability) => can(form.values.role as Role, ability))
  return (
    <Dialog close={close} title={words.newToken} size="lg">
      {make.data ? (
        <div className={parts.form}>
          <CopyField label={words.secret} note={words.secretNote} value={make.data.secret} />
          <div className={parts.end}><Button onClick={close}>{shell.close}</Button></div>
        </div>
      ) : (
        <form className={parts.form} onSubmit={form.onSubmit((values) => make.mutate(values))} noValidate>
          <div className={parts.fields}>
            <TextInput label={words.tokenName} required maxLength={100} data-autofocus {...form.getInputProps('name')} />
            <NativeSelect label={words.role} {...form.getInputProps('role')} data={Object.entries(words.roles).map(([value, label]) => ({ value, label }))} />
            <NumberInput label={words.days} required min={1} max={365} hideControls {...form.getInputProps('days')} />
          </div>
          <div className={parts.fields}>
            <CheckList label={words.scopes} choices={offered.map((value) => ({ value, label: words.scopeNames[value] }))} chosen={form.values.scopes} onChange={(scopes) => form.setFieldValue('scopes', scopes)} />
            {teams.length > 0 && <CheckList label={words.teams} choices={teams.map((team) => ({ value: team.id, label: team.name }))} chosen={form.values.teamIds} onChange={(ids) => form.setFieldValue('teamIds', ids)} />}
          </div>
          {form.errors['scopes'] && <p className={parts.problem} role="alert">{words.scopes}: {form.errors['scopes']}</p>}
          <Problem error={make.error} />
          <div className={parts.end}><Button variant="default" onClick={close}>{shell.cancel}</Button><ActButton type="submit" busy={make.isPending}>{words.createToken}</ActButton></div>
        </form>
      )}
    </Dialog>
  )
}
