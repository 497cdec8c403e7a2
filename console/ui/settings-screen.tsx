import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Ability } from '../../core/team/team.ts'
import { useMe } from '../app/me.ts'
import { places } from '../app/places.ts'
import { Screen } from '../app/screen.tsx'
import { useShellWords } from '../app/words.ts'
import { Icon } from './icons.tsx'
import { NoPermission } from './no-permission.tsx'
import style from './settings-screen.module.css'

/** A screen of the settings, with the others beside it; on a phone the rail's last button opens them. */
export function SettingsScreen({ title, needs, actions, children }: { title: string; needs: Ability; actions?: ReactNode; children: ReactNode }) {
  const abilities = useMe()?.abilities
  const refused = abilities !== undefined && !abilities.includes(needs)
  return (
    <Screen title={title} actions={refused ? null : actions}>
      <div className={style.frame}>
        <SettingsPlaces abilities={abilities ?? []} />
        <div className={style.content}>{refused ? <NoPermission /> : children}</div>
      </div>
    </Screen>
  )
}

function SettingsPlaces({ abilities }: { abilities: readonly string[] }) {
  const words = useShellWords()
  const shown = places.settings.filter((place) => place.needs === 'read' || abilities.includes(place.needs))
  return (
    <nav className={style.places} aria-label={words.settings}>
      <ul>
        {shown.map((place) => (
          <li key={place.to}><Link to={place.to} activeProps={{ 'aria-current': 'page' }} activeOptions={{ includeSearch: false }}><Icon name={place.icon} size={16} />{words[place.word]}</Link></li>
        ))}
      </ul>
    </nav>
  )
}
