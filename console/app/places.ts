import type { Ability } from '../../core/team/team.ts'
import type { ja } from '../text/ja/shell.ts'
import type { IconName } from '../ui/icons.tsx'

export interface Place {
  to: string
  word: keyof typeof ja & ('inbox' | 'tickets' | 'search' | 'leads' | 'channels' | 'enter' | 'rules' | 'team' | 'system' | 'importing' | 'parked' | 'own')
  icon: IconName
  needs: Ability
}

/** The rail: only screens that exist, and only those that the person's role may open. `main` stand in the rail, the others behind its last button. */
export const places: { main: Place[]; settings: Place[] } = {
  main: [
    { to: '/inbox', word: 'inbox', icon: 'inbox', needs: 'read' },
    { to: '/tickets', word: 'tickets', icon: 'ticket', needs: 'read' },
    { to: '/search', word: 'search', icon: 'search', needs: 'read' },
    { to: '/leads', word: 'leads', icon: 'lead', needs: 'read' },
  ],
  settings: [
    { to: '/settings/channels', word: 'channels', icon: 'channel', needs: 'channels' },
    { to: '/enter', word: 'enter', icon: 'pencil', needs: 'answer' },
    { to: '/import', word: 'importing', icon: 'importing', needs: 'import' },
    { to: '/settings/rules', word: 'rules', icon: 'rule', needs: 'rules' },
    { to: '/parked', word: 'parked', icon: 'parked', needs: 'parked' },
    { to: '/settings/team', word: 'team', icon: 'team', needs: 'team' },
    { to: '/settings/system', word: 'system', icon: 'system', needs: 'system' },
    { to: '/me', word: 'own', icon: 'own', needs: 'read' },
  ],
}
