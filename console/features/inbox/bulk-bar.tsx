import { Button } from '@mantine/core'
import { useSentence } from '../../app/language.tsx'
import { useCan } from '../../app/me.ts'
import { useShellWords } from '../../app/words.ts'
import { ConfirmButton } from '../../ui/confirm-button.tsx'
import type { Bulk, BulkAct } from './bulk.ts'
import { useNumber } from './numbers.ts'
import { AssignPicker, TagPicker } from './pickers.tsx'
import type { Selection } from './selection.ts'
import type { Inbox } from './use-inbox-list.ts'
import { useInboxWords } from './words.ts'
import style from './list.module.css'

/** Says how many and what will happen. All that match, seen or not, asks first. */
export function BulkBar({ inbox, selection, bulk }: { inbox: Inbox; selection: Selection; bulk: Bulk }) {
  const words = useInboxWords()
  const number = useNumber()
  const mayModerate = useCan('moderate')
  const { total, totalIsExact } = inbox.list
  const all = total === null ? '' : number(total, totalIsExact)
  const count = selection.all ? all : number(selection.count)
  const run = (act: BulkAct, word: string) => bulk.run(act, words.bulkEffect(word, count))
  return (
    <div className={style.bulk} role="region" aria-label={words.bulk} data-bulk="">
      <p role="status">{selection.all ? words.selectedAll(all) : words.selected(selection.count)}</p>
      {!selection.all && total !== null && selection.count < total && <Button variant="subtle" onClick={selection.everything}>{words.selectAll(all)}</Button>}
      <Act all={selection.all} word={words.act.done} effect={words.bulkEffect(words.act.done, count)} onRun={() => run({ kind: 'state', state: 'done' }, words.act.done)} />
      <Act all={selection.all} word={words.act.snooze} effect={words.bulkEffect(words.act.snooze, count)} onRun={() => run({ kind: 'state', state: 'pending' }, words.act.snooze)} />
      <AssignPicker onPick={(to) => run({ kind: 'assign', assigneeId: to.assignee === undefined ? undefined : (to.assignee?.id ?? null), teamId: to.team === undefined ? undefined : (to.team?.id ?? null) }, words.act.assign)} />
      <TagPicker tags={[]} onAdd={(name) => run({ kind: 'tag', add: [name] }, words.act.tag)} />
      {mayModerate && <Act all={selection.all} word={words.act.spam} effect={words.bulkEffect(words.act.spam, count)} onRun={() => run({ kind: 'sort', sorting: 'spam' }, words.act.spam)} />}
      <Button variant="subtle" onClick={selection.clear}>{words.clearSelection}</Button>
    </div>
  )
}

function Act({ all, word, effect, onRun }: { all: boolean; word: string; effect: string; onRun: () => void }) {
  const words = useInboxWords()
  if (all) return <ConfirmButton question={effect} act={words.bulkRun} onConfirm={onRun}>{word}</ConfirmButton>
  return <Button variant="default" title={effect} onClick={onRun}>{word}</Button>
}

export function BulkProgress({ bulk }: { bulk: Bulk }) {
  const words = useInboxWords()
  const number = useNumber()
  const { job } = bulk
  if (!job) return null
  const running = job.state === 'waiting' || job.state === 'running'
  const said = running ? words.bulkRunning(number(job.done + job.failed), number(job.total ?? 0))
    : job.state === 'cancelled' ? words.bulkCancelled(number(job.done)) : job.failed > 0 ? words.bulkDone(number(job.done), number(job.failed)) : words.bulkOk(number(job.done))
  return (
    <div className={style.bulk} role="region" aria-label={words.bulk}>
      <p role="status">{said}</p>
      {running && <progress aria-label={said} max={job.total ?? undefined} value={job.total === null ? undefined : job.done + job.failed} />}
      {running ? <Button variant="default" onClick={bulk.cancel}>{words.bulkCancel}</Button> : <CloseBulk bulk={bulk} />}
      {bulk.failures.length > 0 && <Failures bulk={bulk} />}
    </div>
  )
}

function CloseBulk({ bulk }: { bulk: Bulk }) {
  const words = useShellWords()
  return <Button variant="subtle" onClick={bulk.forget}>{words.close}</Button>
}

function Failures({ bulk }: { bulk: Bulk }) {
  const words = useInboxWords()
  return (
    <details className={style.failures}>
      <summary>{words.bulkFailures}</summary>
      <FailureRows bulk={bulk} />
    </details>
  )
}

function FailureRows({ bulk }: { bulk: Bulk }) {
  const say = useSentence()
  return <ul>{bulk.failures.map((row) => <li key={row.rowNo}>{row.raw}: {say(row.reason)}</li>)}</ul>
}
