import { Hono } from 'hono'
import { cancelAction } from '../../core/outbound/cancel-action.ts'
import { listActions } from '../../core/outbound/list-actions.ts'
import { ListActionsInput, PauseOutboundInput, SettleActionInput } from '../../core/outbound/outbound.ts'
import { pauseOutbound } from '../../core/outbound/pause-outbound.ts'
import { readAction } from '../../core/outbound/read-action.ts'
import { settleAction } from '../../core/outbound/settle-action.ts'
import type { Env } from '../deps.ts'
import { may } from '../route.ts'
import { idInPath, validate } from '../validate.ts'
import { ifMatch, work } from '../work.ts'

export const outbound = new Hono<Env>()
  .get('/outbound-actions', may('read', 'Lists what was asked of networks, by state'), validate('query', ListActionsInput), async (c) => {
    const input = c.req.valid('query')
    return c.json(await work(c, (ctx) => listActions(ctx, input)))
  })
  .get('/outbound-actions/:id', may('read', 'One outbound action with its history'), idInPath(), async (c) => {
    const input = c.req.valid('param')
    return c.json(await work(c, (ctx) => readAction(ctx, input)))
  })
  .post('/outbound-actions/:id/cancel', may('answer', 'Takes it back while it has not left', { versioned: true }), idInPath(), async (c) => {
    const input = { ...c.req.valid('param'), version: ifMatch(c) }
    return c.json(await work(c, (ctx) => cancelAction(ctx, input)))
  })
  .post('/outbound-actions/:id/settle', may('answer', 'A person looked at the network and says what is true; or sends again, or lets it go', { versioned: true }), idInPath(), validate('json', SettleActionInput.omit({ id: true, version: true })), async (c) => {
    const input = { ...c.req.valid('json'), ...c.req.valid('param'), version: ifMatch(c) }
    const answer = await work(c, (ctx) => settleAction(ctx, input))
    if (answer.state === 'due') await c.var.deps.queue.wake('publish', { urgent: true })
    return c.json(answer)
  })
  .post('/outbound/pause', may('moderate', 'Stops or resumes everything that goes out'), validate('json', PauseOutboundInput), async (c) => {
    const input = c.req.valid('json')
    const answer = await work(c, (ctx) => pauseOutbound(ctx, input))
    if (!answer.paused) await c.var.deps.queue.wake('publish')
    return c.json(answer)
  })
