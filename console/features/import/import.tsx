import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { EmptyPane, LoadingPane, Pane } from '../../ui/pane.tsx'
import { Section } from '../../ui/section.tsx'
import { SettingsScreen } from '../../ui/settings-screen.tsx'
import { jobsQuery } from './calls.ts'
import { Job } from './job.tsx'
import { useLiveJobs } from './use-live-jobs.ts'
import { useImportWords } from './words.ts'
import parts from '../../ui/parts.module.css'

const NewImport = lazy(() => import('./new-import.tsx').then((module) => ({ default: module.NewImport })))
const route = getRouteApi('/shell/import')

/** History comes in by a file; the bar moves while it does. */
export function Import() {
  const words = useImportWords()
  const { job: open } = route.useSearch()
  const navigate = route.useNavigate()
  const jobs = useQuery({ ...jobsQuery, refetchInterval: (query) => (query.state.data?.some((job) => job.state === 'waiting' || job.state === 'running') ? 3_000 : false) })
  useLiveJobs()
  return (
    <SettingsScreen title={words.title} needs="import">
      <Section title={words.newImport} note={words.note}><Suspense fallback={<LoadingPane rows={2} />}><NewImport onStarted={(job) => void navigate({ search: { job: job.id }, replace: true })} /></Suspense></Section>
      <Section title={words.jobs} note={words.resumes}>
        <Pane query={jobs} rows={3}>
          {(rows) => rows.length === 0 ? <EmptyPane title={words.noJobs} /> : <div className={parts.cards}>{rows.map((job) => <Job key={job.id} job={job} open={job.id === open} onToggle={() => void navigate({ search: job.id === open ? {} : { job: job.id }, replace: true })} />)}</div>}
        </Pane>
      </Section>
    </SettingsScreen>
  )
}
