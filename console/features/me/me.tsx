import { TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { api, call } from '../../api/client.ts'
import { meQuery, type Me } from '../../app/me.ts'
import { showToast } from '../../app/toasts.ts'
import { useShellWords } from '../../app/words.ts'
import { ActButton } from '../../ui/act-button.tsx'
import { Facts } from '../../ui/facts.tsx'
import { LoadingPane, Pane } from '../../ui/pane.tsx'
import { Problem } from '../../ui/problem.tsx'
import { Section } from '../../ui/section.tsx'
import { SettingsScreen } from '../../ui/settings-screen.tsx'
import { Display } from './display.tsx'
import { useMeWords } from './words.ts'
import parts from '../../ui/parts.module.css'

const Password = lazy(() => import('./password.tsx').then((module) => ({ default: module.Password })))
const TwoSteps = lazy(() => import('./two-steps.tsx').then((module) => ({ default: module.TwoSteps })))

/** What is one's own: name, ways in, and how the console looks and listens. */
export function OwnSettings() {
  const words = useMeWords()
  const me = useQuery(meQuery)
  return (
    <SettingsScreen title={words.title} needs="read">
      <Pane query={me}>
        {(mine) => (
          <>
            <Profile me={mine} />
            <Display />
            <Suspense fallback={<LoadingPane rows={2} />}>
              <Password />
              <TwoSteps on={mine.user.twoFactor} email={mine.user.email} />
            </Suspense>
          </>
        )}
      </Pane>
    </SettingsScreen>
  )
}

function Profile({ me }: { me: Me }) {
  const words = useMeWords()
  const shell = useShellWords()
  const client = useQueryClient()
  const [name, setName] = useState(me.user.name)
  const save = useMutation({
    mutationFn: () => call(api.me.$patch({ json: { name: name.trim() } })),
    onSuccess(mine) {
      client.setQueryData(meQuery.queryKey, mine)
      void client.invalidateQueries({ queryKey: ['members'] })
      showToast({ text: words.saved, ms: 3_000 })
    },
  })
  const changed = name.trim() !== me.user.name && name.trim() !== ''
  return (
    <Section title={words.profile}>
      <form className={parts.form} onSubmit={(event) => { event.preventDefault(); if (changed) save.mutate() }}>
        <div className={parts.row}>
          <TextInput label={words.name} required maxLength={100} value={name} autoComplete="name" onChange={(event) => setName(event.currentTarget.value)} className={parts.grow} />
        </div>
        <Problem error={save.error} />
        <div><ActButton type="submit" busy={save.isPending}>{shell.save}</ActButton></div>
      </form>
      <Facts rows={[[words.email, me.user.email], [words.workspace, me.workspace.name], [words.role, words.roles[me.role]], [words.teams, me.teams.length === 0 ? words.noTeams : me.teams.map((team) => team.name).join('、')], [words.zone, me.workspace.timeZone]]} />
    </Section>
  )
}
