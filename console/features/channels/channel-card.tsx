import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { ChannelView } from '../../../core/channel/channel.ts'
import { channelsQuery, useTeams } from '../../app/directory.ts'
import { useFail } from '../../app/fail.ts'
import { useSentence } from '../../app/language.tsx'
import { useCan } from '../../app/me.ts'
import { useNumbers } from '../../app/numbers.ts'
import { showToast } from '../../app/toasts.ts'
import { ActButton } from '../../ui/act-button.tsx'
import { Chip } from '../../ui/chip.tsx'
import { ConfirmButton } from '../../ui/confirm-button.tsx'
import { focusMain } from '../../ui/focus-main.ts'
import { Facts } from '../../ui/facts.tsx'
import { Icon } from '../../ui/icons.tsx'
import { NetworkIcon } from '../../ui/network-icon.tsx'
import { TimeAgo } from '../../ui/time-ago.tsx'
import { changeChannel, checkChannel, deleteChannel } from './calls.ts'
import { useChannelWords } from './words.ts'
import parts from '../../ui/parts.module.css'
import style from './channels.module.css'

const tones = { connected: 'accent', limited: 'warn', needs_reconnect: 'danger', paused: 'plain' } as const

/** One account: its state with the reason, the proof that a round trip works, and what one may do. */
export function ChannelCard({ channel, onEdit }: { channel: ChannelView; onEdit: () => void }) {
  const words = useChannelWords()
  const say = useSentence()
  return (
    <article className={parts.card} aria-label={channel.name}>
      <div className={parts.cardHead}>
        <NetworkIcon network={channel.network} /><h3>{channel.name}</h3>{channel.handle && <span className={parts.dim}>@{channel.handle.replace(/^@/, '')}</span>}
        <Chip tone={tones[channel.state]} icon={channel.state === 'connected' ? 'check' : channel.state === 'paused' ? undefined : 'warning'}>{words.states[channel.state]}</Chip>
      </div>
      {channel.stateReason && <p className={channel.state === 'needs_reconnect' ? parts.problem : parts.notice}>{say(channel.stateReason)}</p>}
      {channel.externalId !== channel.network && <RoundTrip channel={channel} />}
      <Numbers channel={channel} />
      <Actions channel={channel} onEdit={onEdit} />
    </article>
  )
}

/** Credentials alone prove little: the network must know us, and something must have come in. */
function RoundTrip({ channel }: { channel: ChannelView }) {
  const words = useChannelWords()
  const hooks = channel.webhookUrl !== null
  return (
    <ul className={style.trip} aria-label={words.roundTrip}>
      {hooks && <Step ok={channel.subscriptionSeenAt !== null} name={words.subscription} at={channel.subscriptionSeenAt}>{channel.subscriptionSeenAt ? words.subscribed : words.notSubscribed}</Step>}
      {hooks && <Step ok={channel.testEventAt !== null} name={words.testEvent} at={channel.testEventAt}>{channel.testEventAt ? words.tested : words.notTested}</Step>}
      {channel.pollEverySeconds !== null && <Step ok={channel.lastPolledAt !== null} name={words.lastPoll} at={channel.lastPolledAt}>{channel.lastPolledAt ? words.works : words.never}</Step>}
      <Step ok={channel.lastEventAt !== null} name={words.lastEvent} at={channel.lastEventAt}>{channel.lastEventAt ? '' : words.never}</Step>
    </ul>
  )
}

function Step({ ok, name, at, children }: { ok: boolean; name: string; at: string | null; children: ReactNode }) {
  return <li data-ok={ok}><Icon name={ok ? 'check' : 'clock'} size={16} /><b>{name}</b> <span>{children}</span> {at && <TimeAgo at={at} />}</li>
}

function Numbers({ channel }: { channel: ChannelView }) {
  const words = useChannelWords()
  const numbers = useNumbers()
  const teams = useTeams()
  const names = channel.teamIds.map((id) => teams.find((team) => team.id === id)?.name ?? '—')
  return (
    <Facts rows={[
      [words.today, numbers.count(channel.mentionsToday)],
      ...(channel.pollEverySeconds !== null ? [[words.interval, words.everySeconds(numbers.seconds(channel.pollEverySeconds))] as const] : []),
      ...(channel.quota ? [[words.quota, words.quotaOf(numbers.count(channel.quota.used), channel.quota.limit === null ? words.noLimit : numbers.count(channel.quota.limit))] as const] : []),
      [words.seenBy, names.length === 0 ? words.everyone : names.join('、')],
      ...(channel.parked > 0 ? [[words.parked, <Link key="p" to="/parked">{numbers.count(channel.parked)}</Link>] as const] : []),
    ]} />
  )
}

function Actions({ channel, onEdit }: { channel: ChannelView; onEdit: () => void }) {
  const words = useChannelWords()
  const client = useQueryClient()
  const fail = useFail()
  const may = useCan('channels')
  const mayDelete = useCan('secrets')
  function show(next: ChannelView): void {
    client.setQueryData<ChannelView[]>(channelsQuery.queryKey, (rows) => rows?.map((row) => (row.id === next.id ? next : row)))
  }
  const again = () => void client.invalidateQueries({ queryKey: channelsQuery.queryKey })
  const check = useMutation({ mutationFn: () => checkChannel(channel.id), onSuccess: (next) => { show(next); showToast({ text: words.checked, ms: 3_000 }) }, onError: fail, onSettled: again })
  const pause = useMutation({ mutationFn: () => changeChannel(channel, { paused: channel.state !== 'paused' }), onSuccess: (next) => { show(next); showToast({ text: next.state === 'paused' ? words.paused : words.resumed, ms: 3_000 }) }, onError: fail, onSettled: again })
  const remove = useMutation({ mutationFn: () => deleteChannel(channel), onSuccess: () => { showToast({ text: words.removed }); focusMain() }, onError: fail, onSettled: again })
  const busy = check.isPending || pause.isPending || remove.isPending
  if (!may) return null
  const isOwn = channel.externalId === channel.network
  return (
    <div className={parts.row}>
      {!isOwn && <ActButton variant="default" busy={busy} onClick={() => check.mutate()}>{words.check}</ActButton>}
      {!isOwn && <ActButton variant="default" busy={busy} onClick={() => pause.mutate()}>{channel.state === 'paused' ? words.resume : words.pause}</ActButton>}
      <ActButton variant="default" busy={busy} onClick={onEdit}>{words.edit}</ActButton>
      {mayDelete && !isOwn && <ConfirmButton variant="subtle" disabled={busy} question={words.removeQuestion} act={words.removeDo} onConfirm={() => remove.mutate()}>{words.remove}</ConfirmButton>}
    </div>
  )
}
