import type { Ability } from '../../core/team/team.ts'
import type { ja } from '../text/ja/shell.ts'
import type { IconName } from '../ui/icons.tsx'

export interface Place {
  to: string
  word: keyof typeof ja & ('inbox' | 'tickets' | 'search' | 'leads' | 'channels' | 'rules' | 'team' | 'system' | 'importing' | 'parked' | 'own')
  icon: IconName
  needs: Ability
}

/** The rail: only screens that exist, and only those that the person's role may open. `main` stand in the rail, the others behind its last button. */
export const places: { main: Place[]; settings: Place[] } = {
  main: [
    { to: '/inbox', word: 'inbox', icon: 'inbox', needs: 'read' },
  ],
  settings: [],
}
