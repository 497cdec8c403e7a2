import { useNavigate } from '@tanstack/react-router'
import { SettingsScreen } from '../../ui/settings-screen.tsx'
import { EntryForm } from './entry-form.tsx'
import { useChannelWords } from './words.ts'

export function Enter() {
  const words = useChannelWords()
  const navigate = useNavigate()
  return <SettingsScreen title={words.enterTitle} needs="answer"><EntryForm close={() => void navigate({ to: '/inbox' })} /></SettingsScreen>
}
