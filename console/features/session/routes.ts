import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { rootRoute } from '../../app/root-route.ts'
import { ownAddress } from './own-address.ts'

export const loginRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/login',
  validateSearch: (search: Record<string, unknown>): { to?: string } => {
    const to = ownAddress(search['to'])
    return to === null ? {} : { to }
  },
  component: lazyRouteComponent(() => import('./login.tsx'), 'Login'),
})

export const setupRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/setup',
  validateSearch: (search: Record<string, unknown>): { token: string } => ({ token: typeof search['token'] === 'string' ? search['token'] : String(search['token'] ?? '') }),
  component: lazyRouteComponent(() => import('./setup.tsx'), 'SetUp'),
})

export const linkRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/link/$token',
  component: lazyRouteComponent(() => import('./link.tsx'), 'OneTimeLink'),
})
