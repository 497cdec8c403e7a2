import { createRootRoute, createRoute } from '@tanstack/react-router'
import { Shell } from './shell.tsx'

/** Every screen's route hangs here: `getParentRoute: () => shellRoute`. */
export const rootRoute = createRootRoute()
export const shellRoute = createRoute({ getParentRoute: () => rootRoute, id: 'shell', component: Shell })
