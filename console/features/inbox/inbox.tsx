import { Screen } from '../../app/screen.tsx'
import { useShellWords } from '../../app/words.ts'

export function Inbox() {
  const words = useShellWords()
  return <Screen title={words.inbox} fixed>{null}</Screen>
}
