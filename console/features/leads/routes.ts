import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import type { LeadStage } from '../../../core/lead/lead.ts'
import { shellRoute } from '../../app/root-route.ts'
import { compact, oneOf, textOf, textsOf } from '../../app/search-values.ts'
import { stages } from './stages.ts'

export interface LeadsSearch {
  stage?: LeadStage
  owners?: string[]
  q?: string
}

export const leadsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/leads',
  validateSearch: (search: Record<string, unknown>): LeadsSearch => compact<LeadsSearch>({ stage: oneOf(stages, search['stage']), owners: textsOf(search['owners']), q: textOf(search['q']) }),
  component: lazyRouteComponent(() => import('./leads.tsx'), 'Leads'),
})

export const leadRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/leads/$id',
  component: lazyRouteComponent(() => import('./lead.tsx'), 'Lead'),
})

