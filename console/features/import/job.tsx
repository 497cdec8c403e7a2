import { Button, Progress } from '@mantine/core'
import '@mantine/core/styles/Progress.css'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { JobRowView, JobView } from '../../../core/job/job.ts'
import { useFail } from '../../app/fail.ts'
import { useSentence } from '../../app/language.tsx'
import { useNumbers } from '../../app/numbers.ts'
import { showToast } from '../../app/toasts.ts'
import { Chip } from '../../ui/chip.tsx'
import { ConfirmButton } from '../../ui/confirm-button.tsx'
import { focusMain } from '../../ui/focus-main.ts'
import { Pane } from '../../ui/pane.tsx'
import { saveFile } from '../../ui/save-file.ts'
import { TimeAgo } from '../../ui/time-ago.tsx'
import { cancelJob, readRejected } from './calls.ts'
import { csvOf } from './csv.ts'
import { useImportWords } from './words.ts'
import parts from '../../ui/parts.module.css'

const tones = { waiting: 'plain', running: 'accent', done: 'plain', failed: 'danger', cancelled: 'warn' } as const

export function Job({ job, open, onToggle }: { job: JobView; open: boolean; onToggle: () => void }) {
  const words = useImportWords()
  const numbers = useNumbers()
  const client = useQueryClient()
  const fail = useFail()
  const going = job.state === 'waiting' || job.state === 'running'
  const passed = job.done + job.failed
  const cancel = useMutation({ mutationFn: () => cancelJob(job.id), onSuccess: () => { showToast({ text: words.cancelled }); focusMain() }, onError: fail, onSettled: () => client.invalidateQueries({ queryKey: ['jobs'] }) })
  const name = job.name ?? words.title
  const said = job.total === null ? words.progressUnknown(numbers.count(passed)) : words.progress(numbers.count(passed), numbers.count(job.total))
  return (
    <article className={parts.card} aria-label={name}>
      <div className={parts.cardHead}><h3>{name}</h3><Chip tone={tones[job.state]} icon={job.state === 'done' ? 'check' : undefined}>{words.states[job.state]}</Chip><span className={parts.dim}>{words.startedAt} <TimeAgo at={job.createdAt} /></span></div>
      {going && <Progress.Root size="lg" aria-label={name}><Progress.Section value={job.total ? Math.min(100, (passed / job.total) * 100) : 100} striped={job.total === null} animated={job.total === null} aria-label={name} aria-valuetext={said} /></Progress.Root>}
      <p data-numbers="">{said}{job.failed > 0 && <span className={parts.bad}>・{words.rejected(numbers.count(job.failed))}</span>}</p>
      <div className={parts.row}>
        {job.failed > 0 && <Button variant="default" aria-expanded={open} onClick={onToggle}>{open ? words.hideRejected : words.showRejected}</Button>}
        {job.state === 'done' && job.done > 0 && <Link to="/search" search={{ networks: ['import'] }}>{words.toSearch}</Link>}
        {going && <ConfirmButton disabled={cancel.isPending} question={words.cancelQuestion} act={words.cancel} onConfirm={() => cancel.mutate()}>{words.cancel}</ConfirmButton>}
      </div>
      {open && job.failed > 0 && <Rejected job={job} name={name} />}
    </article>
  )
}

function Rejected({ job, name }: { job: JobView; name: string }) {
  const words = useImportWords()
  const say = useSentence()
  const rows = useQuery({ queryKey: ['jobs', job.id, 'rows', job.failed], queryFn: () => readRejected(job.id) })
  function save(list: JobRowView[]): void {
    const text = csvOf([[words.row, words.reason, words.raw], ...list.map((row) => [String(row.rowNo), say(row.reason), row.raw])])
    saveFile(new Blob([text], { type: 'text/csv' }), `${name.replace(/\.\w+$/, '')}-rejected.csv`)
  }
  return (
    <Pane query={rows} rows={2}>
      {(list) => (
        <>
          <div><Button variant="default" onClick={() => save(list)}>{words.download}</Button></div>
          <ol className={parts.list}>
            {list.slice(0, 200).map((row) => <li key={row.rowNo} className={parts.item}><b data-numbers="">{words.row} {row.rowNo}</b><span>{say(row.reason)}</span><code className={parts.grow}>{row.raw.slice(0, 300)}</code></li>)}
          </ol>
        </>
      )}
    </Pane>
  )
}
