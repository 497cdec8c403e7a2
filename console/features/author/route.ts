import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { shellRoute } from '../../app/root-route.ts'

export const authorRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/authors/$id',
  component: lazyRouteComponent(() => import('./author.tsx'), 'Author'),
})
