import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { AppView, NetworkView } from '../../../core/channel/channel.ts'
import { ApiError } from '../../api/client.ts'
import { useSentence } from '../../app/language.tsx'
import { showToast } from '../../app/toasts.ts'
import { useShellWords } from '../../app/words.ts'
import { ActButton } from '../../ui/act-button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Pane } from '../../ui/pane.tsx'
import { Problem } from '../../ui/problem.tsx'
import { useFormWords } from '../../ui/schema-form.ts'
import { connectChannel, networksQuery } from './calls.ts'
import { CredentialFields, splitFields, wrongFields } from './credential-fields.tsx'
import { useChannelWords } from './words.ts'
import parts from '../../ui/parts.module.css'

interface Props {
  apps: AppView[]
  close: () => void
  onRegister: () => void
}

export function ConnectForm({ apps, close, onRegister }: Props) {
  const words = useChannelWords()
  const networks = useQuery(networksQuery)
  return (
    <Dialog close={close} title={words.connect} size="lg" keepsInput>
      <Pane query={networks} rows={3}>{(list) => <Form networks={list} apps={apps} close={close} onRegister={onRegister} />}</Pane>
    </Dialog>
  )
}

/** The network decides what is asked; the account is tried before anything is stored. */
function Form({ networks, apps, close, onRegister }: Props & { networks: NetworkView[] }) {
  const words = useChannelWords()
  const shell = useShellWords()
  const forms = useFormWords()
  const say = useSentence()
  const client = useQueryClient()
  const [key] = useState(() => crypto.randomUUID())
  const [network, setNetwork] = useState(networks[0]?.network ?? '')
  const [appId, setAppId] = useState('')
  const [name, setName] = useState('')
  const [values, setValues] = useState<Record<string, string>>({})
  const chosen = networks.find((one) => one.network === network)
  const own = apps.filter((app) => app.network === network)
  const needsApp = chosen !== undefined && chosen.webhooks && !chosen.polls
  const connect = useMutation({
    mutationFn: () => connectChannel({ network, appId: appId || (needsApp ? own[0]?.id : undefined) || undefined, name: name.trim() || undefined, ...splitFields(chosen?.channelFields ?? [], values) }, `${key}-${JSON.stringify(values).length}`),
    onSuccess(channel) {
      void client.invalidateQueries({ queryKey: ['channels'] })
      showToast({ text: words.connected(channel.name) })
      close()
    },
  })
  const wrong = connect.error instanceof ApiError ? wrongFields(connect.error.details) : []
  const missing = needsApp && own.length === 0
  return (
    <form className={parts.form} onSubmit={(event) => { event.preventDefault(); connect.mutate() }}>
      <p className={parts.dim}>{words.connectNote}</p>
      <NativeSelect label={words.network} data-autofocus value={network} onChange={(event) => { setNetwork(event.currentTarget.value); setAppId(''); setValues({}); connect.reset() }} data={networks.map((one) => ({ value: one.network, label: say(one.title) }))} />
      {(chosen?.appFields.length ?? 0) > 0 && (missing
        ? <div className={parts.notice}><p>{words.needsApp}</p><Button variant="default" onClick={onRegister}>{words.addApp}</Button></div>
        : <NativeSelect label={words.app} value={appId} onChange={(event) => setAppId(event.currentTarget.value)} data={[...(needsApp ? [] : [{ value: '', label: words.noApp }]), ...own.map((app) => ({ value: app.id, label: app.name }))]} />)}
      <CredentialFields fields={chosen?.channelFields ?? []} values={values} onChange={setValues} wrong={wrong} error={forms.check} />
      <TextInput label={words.name} description={words.nameNote} value={name} maxLength={100} onChange={(event) => setName(event.currentTarget.value)} />
      <p className={parts.dim}>{words.secretNote}</p>
      <Problem error={connect.error} />
      <div className={parts.end}>
        <Button variant="default" onClick={close}>{shell.cancel}</Button>
        <ActButton type="submit" busy={connect.isPending} disabled={missing}>{words.connectDo}</ActButton>
      </div>
    </form>
  )
}
