import { getRouteApi, Link } from '@tanstack/react-router'
import { useCan } from '../../app/me.ts'
import { SettingsScreen } from '../../ui/settings-screen.tsx'
import { Members } from './members.tsx'
import { Teams } from './teams.tsx'
import { Tokens } from './tokens.tsx'
import { useTeamWords } from './words.ts'
import style from '../tickets/tickets.module.css'

const route = getRouteApi('/shell/settings/team')

/** Who may come in, what they may do and what they see. */
export function TeamSettings() {
  const words = useTeamWords()
  const { part } = route.useSearch()
  const maySecrets = useCan('secrets')
  return (
    <SettingsScreen title={words.title} needs="team">
      <nav className={style.views} aria-label={words.partsLabel}>
        <Link to="/settings/team" search={{}} activeOptions={{ exact: true, includeSearch: true }} aria-current={part ? undefined : 'page'}>{words.members}</Link>
        <Link to="/settings/team" search={{ part: 'teams' }} activeOptions={{ exact: true, includeSearch: true }} aria-current={part === 'teams' ? 'page' : undefined}>{words.teams}</Link>
        {maySecrets && <Link to="/settings/team" search={{ part: 'tokens' }} activeOptions={{ exact: true, includeSearch: true }} aria-current={part === 'tokens' ? 'page' : undefined}>{words.tokens}</Link>}
      </nav>
      {part === 'teams' ? <Teams /> : part === 'tokens' ? <Tokens /> : <Members />}
    </SettingsScreen>
  )
}
