import { Menu } from '@mantine/core'
import { Link, useLocation, useNavigate } from '@tanstack/react-router'
import { Icon } from '../ui/icons.tsx'
import { useMe } from './me.ts'
import { places, type Place } from './places.ts'
import { useShellWords } from './words.ts'
import style from './shell.module.css'

/** Icon with its word; at the bottom of a narrow screen. */
export function Rail() {
  const words = useShellWords()
  const abilities = useMe()?.abilities ?? []
  const seen = (place: Place) => place.needs === 'read' || abilities.includes(place.needs)
  const settings = places.settings.filter(seen)
  return (
    <nav className={style.rail} aria-label={words.mainMenu}>
      <ul>
        {places.main.filter(seen).map((place) => (
          <li key={place.to}>
            <Link to={place.to} className={style.place} activeProps={{ 'aria-current': 'page' }} activeOptions={{ includeSearch: false }}>
              <Icon name={place.icon} /><span>{words[place.word]}</span>
            </Link>
          </li>
        ))}
        {settings.length > 0 && <li><SettingsMenu places={settings} /></li>}
      </ul>
    </nav>
  )
}

function SettingsMenu({ places: shown }: { places: Place[] }) {
  const words = useShellWords()
  const navigate = useNavigate()
  const { pathname } = useLocation()
  const isHere = shown.some((place) => place.to === pathname)
  return (
    <Menu position="right-end" width={220}>
      <Menu.Target><button type="button" className={style.place} aria-current={isHere ? 'true' : undefined}><Icon name="settings" /><span>{words.settings}</span></button></Menu.Target>
      <Menu.Dropdown>
        {shown.map((place) => (
          <Menu.Item key={place.to} leftSection={<Icon name={place.icon} size={16} />} aria-current={place.to === pathname ? 'page' : undefined} onClick={() => void navigate({ to: place.to })}>{words[place.word]}</Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
