import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import type { LaneView, SystemView } from '../../../core/system/system.ts'
import { api, call } from '../../api/client.ts'
import { useFail } from '../../app/fail.ts'
import { useCan } from '../../app/me.ts'
import { useNumbers } from '../../app/numbers.ts'
import { showToast } from '../../app/toasts.ts'
import { useTimes } from '../../app/zone.ts'
import { ActButton } from '../../ui/act-button.tsx'
import { Chip } from '../../ui/chip.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Pane } from '../../ui/pane.tsx'
import { Problem } from '../../ui/problem.tsx'
import { Section } from '../../ui/section.tsx'
import { SettingsScreen } from '../../ui/settings-screen.tsx'
import { TimeAgo, TimeAt } from '../../ui/time-ago.tsx'
import { useSystemWords } from './words.ts'
import parts from '../../ui/parts.module.css'
import style from './system.module.css'

const PauseForm = lazy(() => import('./pause-form.tsx').then((module) => ({ default: module.PauseForm })))

/** Whether work flows, and since when it does not. */
export function System() {
  const words = useSystemWords()
  const system = useQuery({ queryKey: ['system'], queryFn: (): Promise<SystemView> => call(api.system.$get()), refetchInterval: 10_000 })
  return (
    <SettingsScreen title={words.title} needs="system">
      <Pane query={system} rows={4}>
        {(view) => (
          <>
            <Section title={words.lanes} note={words.lanesNote}><ul className={style.lanes}>{view.lanes.map((lane) => <Lane key={lane.lane} lane={lane} />)}</ul></Section>
            <Outbound paused={view.outboundPaused} />
            <Section title={words.versions} note={words.keyNote}><Versions view={view} /></Section>
          </>
        )}
      </Pane>
      <Chain />
    </SettingsScreen>
  )
}

function Lane({ lane }: { lane: LaneView }) {
  const words = useSystemWords()
  const numbers = useNumbers()
  const late = lane.oldestSeconds !== null && lane.oldestSeconds > 60
  return (
    <li className={parts.card}>
      <div className={parts.cardHead}><h3>{words.laneNames[lane.lane]}</h3><Chip tone={late ? 'warn' : 'plain'} icon={late ? 'clock' : 'check'}>{lane.depth === 0 ? words.flowing : words.waiting(numbers.count(lane.depth))}</Chip></div>
      <Facts rows={[
        [words.depth, numbers.count(lane.depth)],
        [words.oldest, lane.oldestSeconds === null ? words.nothing : numbers.seconds(lane.oldestSeconds)],
        [words.parked, lane.parked > 0 ? <Link key="p" to="/parked">{numbers.count(lane.parked)}</Link> : numbers.count(0)],
        [words.lastProgress, lane.lastProgressAt ? <TimeAgo key="l" at={lane.lastProgressAt} /> : null],
      ]} />
    </li>
  )
}

function Versions({ view }: { view: SystemView }) {
  const words = useSystemWords()
  const numbers = useNumbers()
  return (
    <Facts rows={[
      [words.version, view.version], [words.database, view.databaseVersion], [words.language, view.languageVersion], [words.started, <TimeAt key="s" at={view.startedAt} />],
      [words.storage, numbers.bytes(view.storageBytes)], [words.keyFile, <code key="k">{view.keyFile}</code>],
    ]} />
  )
}

function Outbound({ paused }: { paused: SystemView['outboundPaused'] }) {
  const words = useSystemWords()
  const times = useTimes()
  const client = useQueryClient()
  const fail = useFail()
  const may = useCan('moderate')
  const [asking, setAsking] = useState(false)
  const set = useMutation({
    mutationFn: (input: { paused: boolean; reason: string }) => call(api.outbound.pause.$post({ json: input })),
    onSuccess(_answer, input) {
      setAsking(false)
      showToast({ text: input.paused ? words.pausedNow : words.resumedNow })
    },
    onError: fail,
    onSettled: () => client.invalidateQueries({ queryKey: ['system'] }),
  })
  const act = paused
    ? <ActButton busy={set.isPending} onClick={() => set.mutate({ paused: false, reason: '' })}>{words.resume}</ActButton>
    : <Button variant="default" onClick={() => setAsking(true)}>{words.pause}</Button>
  return (
    <Section title={words.outbound} note={words.pauseNote} actions={may && act}>
      <p className={parts.row}><Chip tone={paused ? 'danger' : 'accent'} icon={paused ? 'warning' : 'check'}>{paused ? words.paused : words.running}</Chip>{paused && <span>{words.pausedSince(times.absolute(paused.at))}{paused.reason && `（${paused.reason}）`}</span>}</p>
      <Suspense>{asking && <PauseForm busy={set.isPending} onPause={(reason) => set.mutate({ paused: true, reason })} close={() => setAsking(false)} />}</Suspense>
    </Section>
  )
}

function Chain() {
  const words = useSystemWords()
  const numbers = useNumbers()
  const check = useMutation({ mutationFn: () => call(api.system.chain.$get()) })
  return (
    <Section title={words.chain} note={words.chainNote} actions={<ActButton variant="default" busy={check.isPending} onClick={() => check.mutate()}>{words.checkChain}</ActButton>}>
      <Problem error={check.error} />
      {check.data && (
        <p role="status" className={check.data.ok ? undefined : parts.problem}>
          {check.data.ok ? words.whole(numbers.count(check.data.events)) : words.broken(numbers.count(check.data.brokenAt ?? 0))}
          {check.data.erased > 0 && ` ${words.erased(numbers.count(check.data.erased))}`}
        </p>
      )}
    </Section>
  )
}
