import { Button } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import type { AppView, ChannelView } from '../../../core/channel/channel.ts'
import { channelsQuery } from '../../app/directory.ts'
import { useFail } from '../../app/fail.ts'
import { useCan } from '../../app/me.ts'
import { showToast } from '../../app/toasts.ts'
import { ConfirmButton } from '../../ui/confirm-button.tsx'
import { CopyField } from '../../ui/copy-field.tsx'
import { focusMain } from '../../ui/focus-main.ts'
import { NetworkIcon } from '../../ui/network-icon.tsx'
import { EmptyPane, Pane } from '../../ui/pane.tsx'
import { Section } from '../../ui/section.tsx'
import { SettingsScreen } from '../../ui/settings-screen.tsx'
import { TimeAgo } from '../../ui/time-ago.tsx'
import { appsQuery, deleteApp } from './calls.ts'
import { ChannelCard } from './channel-card.tsx'
import { useChannelWords } from './words.ts'
import parts from '../../ui/parts.module.css'

const ConnectForm = lazy(() => import('./connect-form.tsx').then((module) => ({ default: module.ConnectForm })))
const AppForm = lazy(() => import('./app-form.tsx').then((module) => ({ default: module.AppForm })))
const ChannelForm = lazy(() => import('./channel-form.tsx').then((module) => ({ default: module.ChannelForm })))
const EntryDialog = lazy(() => import('./entry-form.tsx').then((module) => ({ default: module.EntryDialog })))

const route = getRouteApi('/shell/settings/channels')

/** What we listen to and speak through, and whether it works. */
export function Channels() {
  const words = useChannelWords()
  const navigate = route.useNavigate()
  const { id } = route.useSearch()
  const channels = useQuery({ ...channelsQuery, refetchInterval: 30_000 })
  const apps = useQuery({ ...appsQuery, enabled: useCan('channels') })
  const mayConnect = useCan('secrets')
  const mayEnter = useCan('answer')
  const [dialog, setDialog] = useState<'connect' | 'app' | 'enter' | null>(null)
  const open = channels.data?.find((channel) => channel.id === id)
  function show(channelId: string | undefined): void {
    void navigate({ search: channelId ? { id: channelId } : {}, replace: true })
  }
  return (
    <SettingsScreen title={words.title} needs="channels">
      <Section title={words.channels} actions={<>
        {mayEnter && <Button variant="default" onClick={() => setDialog('enter')}>{words.enter}</Button>}
        {mayConnect && <Button onClick={() => setDialog('connect')}>{words.connect}</Button>}
      </>}>
        {!mayConnect && <p className={parts.dim}>{words.noRight}</p>}
        <Pane query={channels} rowHeight={120} rows={3}>
          {(rows) => rows.length === 0 ? <EmptyPane title={words.noChannels}>{mayConnect && <Button onClick={() => setDialog('connect')}>{words.connect}</Button>}</EmptyPane> : <Cards channels={rows} onEdit={show} />}
        </Pane>
      </Section>
      <Section title={words.apps} note={words.appsNote} actions={mayConnect && <Button variant="default" onClick={() => setDialog('app')}>{words.addApp}</Button>}>
        <Pane query={apps} rows={2}>{(rows) => rows.length === 0 ? <p className={parts.dim}>{words.noApps}</p> : <div className={parts.cards}>{rows.map((app) => <AppCard key={app.id} app={app} mayDelete={mayConnect} />)}</div>}</Pane>
      </Section>
      <Suspense>
        {dialog === 'connect' && <ConnectForm apps={apps.data ?? []} close={() => setDialog(null)} onRegister={() => setDialog('app')} />}
        {dialog === 'app' && <AppForm close={() => setDialog(null)} />}
        {dialog === 'enter' && <EntryDialog close={() => setDialog(null)} />}
        {open && <ChannelForm key={open.id} channel={open} close={() => show(undefined)} />}
      </Suspense>
    </SettingsScreen>
  )
}

function Cards({ channels, onEdit }: { channels: ChannelView[]; onEdit: (id: string) => void }) {
  return <div className={parts.cards}>{channels.toSorted((a, b) => Number(a.externalId === a.network) - Number(b.externalId === b.network)).map((channel) => <ChannelCard key={channel.id} channel={channel} onEdit={() => onEdit(channel.id)} />)}</div>
}

function AppCard({ app, mayDelete }: { app: AppView; mayDelete: boolean }) {
  const words = useChannelWords()
  const client = useQueryClient()
  const fail = useFail()
  async function remove(): Promise<void> {
    await deleteApp(app.id).then(() => { showToast({ text: words.appRemoved }); focusMain() }, fail)
    void client.invalidateQueries({ queryKey: ['apps'] })
  }
  return (
    <article className={parts.card} aria-label={app.name}>
      <div className={parts.cardHead}>
        <NetworkIcon network={app.network} /><h3>{app.name}</h3>
        <span className={parts.dim}>{words.lastEvent} {app.lastEventAt ? <TimeAgo at={app.lastEventAt} /> : words.never}</span>
        {mayDelete && <ConfirmButton variant="subtle" question={words.removeAppQuestion} act={words.removeApp} onConfirm={() => void remove()}>{words.removeApp}</ConfirmButton>}
      </div>
      <CopyField label={words.webhook} note={words.webhookNote} value={app.webhookUrl} />
    </article>
  )
}
