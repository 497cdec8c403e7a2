import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { shellRoute } from '../app/root-route.ts'
import { oneOf, textOf } from '../app/search-values.ts'

/** Screens that keep nothing in the address but what is open. */

export const channelsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/settings/channels',
  validateSearch: (search: Record<string, unknown>): { id?: string } => (textOf(search['id']) ? { id: textOf(search['id']) } : {}),
  component: lazyRouteComponent(() => import('./channels/channels.tsx'), 'Channels'),
})

export const rulesRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/settings/rules',
  validateSearch: (search: Record<string, unknown>): { id?: string } => (textOf(search['id']) ? { id: textOf(search['id']) } : {}),
  component: lazyRouteComponent(() => import('./rules/rules.tsx'), 'Rules'),
})

export const teamRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/settings/team',
  validateSearch: (search: Record<string, unknown>): { part?: 'teams' | 'tokens' } => {
    const part = oneOf(['teams', 'tokens'], search['part'])
    return part ? { part } : {}
  },
  component: lazyRouteComponent(() => import('./team/team.tsx'), 'TeamSettings'),
})

export const systemRoute = createRoute({ getParentRoute: () => shellRoute, path: '/settings/system', component: lazyRouteComponent(() => import('./system/system.tsx'), 'System') })

export const importRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/import',
  validateSearch: (search: Record<string, unknown>): { job?: string } => (textOf(search['job']) ? { job: textOf(search['job']) } : {}),
  component: lazyRouteComponent(() => import('./import/import.tsx'), 'Import'),
})

export const parkedRoute = createRoute({ getParentRoute: () => shellRoute, path: '/parked', component: lazyRouteComponent(() => import('./parked/parked.tsx'), 'Parked') })
export const meRoute = createRoute({ getParentRoute: () => shellRoute, path: '/me', component: lazyRouteComponent(() => import('./me/me.tsx'), 'OwnSettings') })

/** Who takes calls opens it; the same form stands on the screen of channels. */
export const enterRoute = createRoute({ getParentRoute: () => shellRoute, path: '/enter', component: lazyRouteComponent(() => import('./channels/enter.tsx'), 'Enter') })
