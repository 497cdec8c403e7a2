import { Hono } from 'hono'
import { verifyChain } from '../../core/event/verify-chain.ts'
import { requireAbility } from '../../core/guard.ts'
import { ListParkedInput, ReplayParkedInput } from '../../core/intake/intake.ts'
import { listParked } from '../../core/intake/list-parked.ts'
import { replayParked } from '../../core/intake/replay-parked.ts'
import { readSystem } from '../../core/system/read-system.ts'
import type { Env } from '../deps.ts'
import { atMost } from '../limit-rate.ts'
import { may } from '../route.ts'
import { validate } from '../validate.ts'
import { work } from '../work.ts'

export const system = new Hono<Env>()
  .get('/system', may('system', 'Versions, and whether work flows: depth and oldest age of each lane'), async (c) => {
    return c.json(await work(c, (ctx) => readSystem(ctx, c.var.deps.facts)))
  })
  .get('/system/chain', may('system', 'Walks the chain of events and says whether it is whole'), atMost(6, 'chain'), async (c) => {
    const report = await work(c, (ctx) => {
      requireAbility(ctx, 'system')
      return verifyChain(ctx.db, ctx.scope.workspaceId)
    })
    const brokenAt = report.ok ? undefined : report.position
    return c.json({ ok: report.ok, events: report.events, erased: report.erased, ...(brokenAt !== undefined && { brokenAt }) })
  })
  .get('/parked', may('parked', 'Lists what could not pass, with its bytes and the reason'), validate('query', ListParkedInput), async (c) => {
    const input = c.req.valid('query')
    return c.json(await work(c, (ctx) => listParked(ctx, input)))
  })
  .post('/parked/replay', may('parked', 'Sends parked events through the pipeline again, by number or all of a reason'), validate('json', ReplayParkedInput), async (c) => {
    const input = c.req.valid('json')
    const answer = await work(c, (ctx) => replayParked(ctx, input))
    await c.var.deps.queue.wake('listen')
    return c.json(answer)
  })
