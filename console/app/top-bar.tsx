import { ActionIcon, Menu, Tooltip, useMantineColorScheme } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState, type ReactNode } from 'react'
import { api, call } from '../api/client.ts'
import { Avatar } from '../ui/avatar.tsx'
import { Icon } from '../ui/icons.tsx'
import { lazyPart } from '../ui/lazy-part.tsx'
import { ariaKeys } from './keys.ts'
import { keep, kept } from './kept.ts'
import { useLanguage } from './language.tsx'
import { useLiveState } from './live.ts'
import { isMac } from './mac.ts'
import { useMe } from './me.ts'
import { openHelp, openPalette } from './overlays.ts'
import { useUnread } from './notifications-count.ts'
import { useShellWords } from './words.ts'
import style from './shell.module.css'

const Notifications = lazyPart(() => import('./notifications.tsx').then((module) => module.Notifications))

export function TopBar({ title, children }: { title: string; children?: ReactNode }) {
  const words = useShellWords()
  return (
    <div className={style.bar}>
      <h1 className={style.title}>{title}</h1>
      <LiveChip />
      <div className={style.barActions}>
        {children}
        <button type="button" className={style.paletteButton} onClick={openPalette} aria-keyshortcuts={ariaKeys('palette')}>
          <Icon name="search" size={16} /><span>{words.palette}</span><kbd aria-hidden="true">{isMac() ? '⌘K' : 'Ctrl K'}</kbd>
        </button>
        <Bell />
        <Tooltip label={words.help}><ActionIcon className={style.wideOnly} aria-label={words.help} aria-keyshortcuts="?" onClick={openHelp}><Icon name="help" /></ActionIcon></Tooltip>
        <AccountMenu />
      </div>
    </div>
  )
}

function LiveChip() {
  const state = useLiveState()
  const words = useShellWords().live
  return <span className={style.live} data-state={state} role="status"><i aria-hidden="true" /><span>{words[state]}</span></span>
}

function Bell() {
  const unread = useUnread()
  const words = useShellWords()
  const [open, setOpen] = useState(false)
  const label = unread > 0 ? words.unreadNotifications(unread) : words.notifications
  return (
    <Menu opened={open} onChange={setOpen} width={360} position="bottom-end">
      <Menu.Target>
        <ActionIcon aria-label={label} className={style.bell}>
          <Icon name="bell" />
          {unread > 0 && <b aria-hidden="true">{unread > 99 ? '99+' : unread}</b>}
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>{open && <Notifications close={() => setOpen(false)} />}</Menu.Dropdown>
    </Menu>
  )
}

function AccountMenu() {
  const words = useShellWords()
  const me = useMe()
  const { language, setLanguage } = useLanguage()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const [density, setDensity] = useState(kept('density') === 'compact' ? 'compact' : 'normal')
  const signOut = useSignOut()
  function chooseDensity(next: 'normal' | 'compact'): void {
    keep('density', next)
    document.documentElement.dataset['density'] = next
    setDensity(next)
    window.dispatchEvent(new Event('resize'))
  }
  return (
    <Menu width={240} position="bottom-end">
      <Menu.Target><ActionIcon aria-label={words.account}><Avatar name={me?.user.name ?? null} size={28} /></ActionIcon></Menu.Target>
      <Menu.Dropdown>
        {me && <Menu.Label>{me.user.name}<br />{me.workspace.name}</Menu.Label>}
        {me && me.workspaces.length > 1 && me.workspaces.map((workspace) => (
          <Choice key={workspace.id} on={workspace.id === me.workspace.id} onChoose={() => { keep('workspace', workspace.id); window.location.assign('/inbox') }}>{workspace.name}</Choice>
        ))}
        <Menu.Divider />
        <Menu.Label>{words.theme}</Menu.Label>
        <Choice on={colorScheme === 'auto'} onChoose={() => setColorScheme('auto')}>{words.themeAuto}</Choice>
        <Choice on={colorScheme === 'light'} onChoose={() => setColorScheme('light')}>{words.themeLight}</Choice>
        <Choice on={colorScheme === 'dark'} onChoose={() => setColorScheme('dark')}>{words.themeDark}</Choice>
        <Menu.Divider />
        <Menu.Label>{words.density}</Menu.Label>
        <Choice on={density === 'normal'} onChoose={() => chooseDensity('normal')}>{words.densityNormal}</Choice>
        <Choice on={density === 'compact'} onChoose={() => chooseDensity('compact')}>{words.densityCompact}</Choice>
        <Menu.Divider />
        <Menu.Label>{words.language}</Menu.Label>
        <Choice on={language === 'ja'} onChoose={() => setLanguage('ja')}><span lang="ja">日本語</span></Choice>
        <Choice on={language === 'en'} onChoose={() => setLanguage('en')}><span lang="en">English</span></Choice>
        <Menu.Divider />
        <Menu.Item onClick={openHelp} leftSection={<Icon name="help" size={16} />}>{words.help}</Menu.Item>
        <Menu.Item onClick={signOut}>{words.signOut}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

function Choice({ on, onChoose, children }: { on: boolean; onChoose: () => void; children: ReactNode }) {
  return <Menu.RadioItem value="" checked={on} onChange={onChoose}>{children}</Menu.RadioItem>
}

function useSignOut(): () => void {
  const navigate = useNavigate()
  const client = useQueryClient()
  return () => {
    void call(api.session['sign-out'].$post()).finally(() => {
      client.clear()
      void navigate({ to: '/login' })
    })
  }
}
