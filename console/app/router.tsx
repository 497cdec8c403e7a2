import { createRoute, createRouter, redirect } from '@tanstack/react-router'
import { authorRoute } from '../features/author/route.ts'
import { inboxRoute } from '../features/inbox/route.ts'
import { leadRoute, leadsRoute } from '../features/leads/routes.ts'
import { searchRoute } from '../features/search/route.ts'
import { linkRoute, loginRoute, setupRoute } from '../features/session/routes.ts'
import { channelsRoute, enterRoute, importRoute, meRoute, parkedRoute, rulesRoute, systemRoute, teamRoute } from '../features/settings-routes.ts'
import { ticketRoute, ticketsRoute } from '../features/tickets/routes.ts'
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
  shellRoute.addChildren([
    inboxRoute, ticketsRoute, ticketRoute, searchRoute, leadsRoute, leadRoute, authorRoute,
    channelsRoute, enterRoute, importRoute, rulesRoute, parkedRoute, teamRoute, systemRoute, meRoute,
  ]),
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
