import { useShellWords } from '../app/words.ts'
import { EmptyPane } from './pane.tsx'

/** For a direct link: the button that leads here is absent. */
export function NoPermission() {
  const words = useShellWords()
  return <EmptyPane title={words.noPermission}><p>{words.askAdministrator}</p></EmptyPane>
}
