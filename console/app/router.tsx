import { createRoute, createRouter, redirect } from '@tanstack/react-router'
import { inboxRoute } from '../features/inbox/route.ts'
import { linkRoute, loginRoute, setupRoute } from '../features/session/routes.ts'
import { Crashed, NotFoundScreen } from './dead-ends.tsx'
import { rootRoute, shellRoute } from './root-route.ts'

const startRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  beforeLoad() {
    throw redirect({ to: '/inbox' })
  },
})

const routes = rootRoute.addChildren([
  startRoute, loginRoute, setupRoute, linkRoute,
  shellRoute.addChildren([inboxRoute]),
])

export const router = createRouter({
  routeTree: routes,
  defaultPreload: false,
  defaultErrorComponent: Crashed,
  defaultNotFoundComponent: NotFoundScreen,
  scrollRestoration: false,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
