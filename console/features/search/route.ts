import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { shellRoute } from '../../app/root-route.ts'
import { readSearchSearch } from './search-params.ts'

export const searchRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/search',
  validateSearch: readSearchSearch,
  component: lazyRouteComponent(() => import('./search.tsx'), 'Search'),
})
