import { Hono } from 'hono'
import { accessLog } from './access-log.ts'
import { clientAddress } from './client-address.ts'
import type { ApiDeps, Env } from './deps.ts'
import { makeHub } from './hub.ts'
import { notFound, onError } from './on-error.ts'
import { checkOrigin } from './origin.ts'
import { requestId } from './request-id.ts'
import { keepOutOfCaches, securityHeaders } from './security-headers.ts'
import { limitBody } from './limit-body.ts'
import { access } from './routes/access.ts'
import { authors } from './routes/authors.ts'
import { channels } from './routes/channels.ts'
import { conversations } from './routes/conversations.ts'
import { health } from './routes/health.ts'
import { jobs } from './routes/jobs.ts'
import { leads } from './routes/leads.ts'
import { live } from './routes/live.ts'
import { me } from './routes/me.ts'
import { media } from './routes/media.ts'
import { members } from './routes/members.ts'
import { mentions } from './routes/mentions.ts'
import { notifications } from './routes/notifications.ts'
import { outbound } from './routes/outbound.ts'
import { rules } from './routes/rules.ts'
import { session } from './routes/session.ts'
import { system } from './routes/system.ts'
import { tags } from './routes/tags.ts'
import { tickets } from './routes/tickets.ts'
import { serveConsole } from './static.ts'

export type { ApiDeps } from './deps.ts'
export type AppType = ReturnType<typeof createApi>

/** The whole API as one Hono app; product.ts serves it and joins the webhooks to it. */
export function createApi(deps: ApiDeps) {
  const app = new Hono<Env>()
  const hub = makeHub(deps)
  app.onError(onError)
  app.notFound(notFound)
  app.use(async (c, next) => {
    c.set('deps', deps)
    c.set('hub', hub)
    c.set('address', clientAddress(c.env?.incoming?.socket?.remoteAddress, c.req.header('X-Forwarded-For'), deps.config.trustedProxies))
    await next()
  })
  app.use(requestId())
  app.use(accessLog())
  app.use(securityHeaders(deps.config.publicUrl))
  app.use('/api/*', keepOutOfCaches(), checkOrigin(deps.config.publicUrl), limitBody())
  const routes = app
    .route('/', health(() => app, deps.version))
    .route('/api', session)
    .route('/api', me)
    .route('/api', conversations)
    .route('/api', tags)
    .route('/api', tickets)
    .route('/api', leads)
    .route('/api', outbound)
    .route('/api', rules)
    .route('/api', access)
    .route('/api', channels)
    .route('/api', notifications)
    .route('/api', members)
    .route('/api', mentions)
    .route('/api', authors)
    .route('/api', jobs)
    .route('/api', media)
    .route('/api', system)
    .route('/api', live)
  if (deps.consoleDir !== null) app.use(serveConsole(deps.consoleDir))
  return routes
}
