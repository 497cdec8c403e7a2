import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { shellRoute } from '../../app/root-route.ts'
import { readTicketsSearch } from './search-params.ts'

export const ticketsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/tickets',
  validateSearch: readTicketsSearch,
  component: lazyRouteComponent(() => import('./tickets.tsx'), 'Tickets'),
})

export const ticketRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/tickets/$id',
  // On a phone one part shows at a time.
  validateSearch: (search: Record<string, unknown>): { part?: 'facts' } => (search['part'] === 'facts' ? { part: 'facts' } : {}),
  component: lazyRouteComponent(() => import('./ticket.tsx'), 'Ticket'),
})
