import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { AppView } from '../../../core/channel/channel.ts'
import { ApiError } from '../../api/client.ts'
import { useSentence } from '../../app/language.tsx'
import { useShellWords } from '../../app/words.ts'
import { ActButton } from '../../ui/act-button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { CopyField } from '../../ui/copy-field.tsx'
import { Problem } from '../../ui/problem.tsx'
import { useFormWords } from '../../ui/schema-form.ts'
import { createApp, networksQuery } from './calls.ts'
import { CredentialFields, wrongFields } from './credential-fields.tsx'
import { useChannelWords } from './words.ts'
import parts from '../../ui/parts.module.css'

/** Registers our app at a network, then shows the address that the network wants to know. */
export function AppForm({ close }: { close: () => void }) {
  const words = useChannelWords()
  const shell = useShellWords()
  const forms = useFormWords()
  const say = useSentence()
  const client = useQueryClient()
  const networks = (useQuery(networksQuery).data ?? []).filter((network) => network.appFields.length > 0)
  const [key] = useState(() => crypto.randomUUID())
  const [network, setNetwork] = useState('')
  const [name, setName] = useState('')
  const [values, setValues] = useState<Record<string, string>>({})
  const chosen = networks.find((one) => one.network === network) ?? networks[0]
  const create = useMutation({
    mutationFn: () => createApp({ network: chosen!.network, name: name.trim(), credentials: Object.fromEntries(Object.entries(values).filter(([, value]) => value.trim() !== '')) }, `${key}-${JSON.stringify(values).length}`),
    onSuccess: () => void client.invalidateQueries({ queryKey: ['apps'] }),
  })
  const wrong = create.error instanceof ApiError ? wrongFields(create.error.details) : []
  return (
    <Dialog close={close} title={words.addApp} size="lg" keepsInput>
      {create.data ? <Made app={create.data} close={close} /> : (
        <form className={parts.form} onSubmit={(event) => { event.preventDefault(); if (chosen) create.mutate() }}>
          <NativeSelect label={words.network} data-autofocus value={chosen?.network ?? ''} onChange={(event) => { setNetwork(event.currentTarget.value); setValues({}); create.reset() }} data={networks.map((one) => ({ value: one.network, label: say(one.title) }))} />
          <TextInput label={words.appName} required maxLength={100} value={name} onChange={(event) => setName(event.currentTarget.value)} />
          <CredentialFields fields={chosen?.appFields ?? []} values={values} onChange={setValues} wrong={wrong} error={forms.check} />
          <p className={parts.dim}>{words.secretNote}</p>
          <Problem error={create.error} />
          <div className={parts.end}>
            <Button variant="default" onClick={close}>{shell.cancel}</Button>
            <ActButton type="submit" busy={create.isPending} disabled={!chosen}>{words.registerDo}</ActButton>
          </div>
        </form>
      )}
    </Dialog>
  )
}

function Made({ app, close }: { app: AppView; close: () => void }) {
  const words = useChannelWords()
  const shell = useShellWords()
  return (
    <div className={parts.form}>
      <p role="status">{words.registered}</p>
      <CopyField label={words.webhook} note={words.webhookNote} value={app.webhookUrl} />
      <div className={parts.end}><Button onClick={close}>{shell.close}</Button></div>
    </div>
  )
}
