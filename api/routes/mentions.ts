import { setTimeout as pause } from 'node:timers/promises'
import { Hono } from 'hono'
import { enterMention } from '../../core/mention/enter-mention.ts'
import { findEntered } from '../../core/mention/find-entered.ts'
import { EnterMentionInput } from '../../core/mention/mention.ts'
import type { Env } from '../deps.ts'
import { may } from '../route.ts'
import { validate } from '../validate.ts'
import { work } from '../work.ts'

/** The pipeline stores an entry within moments; whoever entered it wants to see it. */
const entryWaitMs = 2000

export const mentions = new Hono<Env>()
  .post('/mentions', may('answer', 'Enters what no network brought: a call, a visit, a letter', { creates: true, answers: { 201: 'Stored', 202: 'Waits in the intake' } }), validate('json', EnterMentionInput), async (c) => {
    const input = c.req.valid('json')
    const { externalId } = await work(c, (ctx) => enterMention(ctx, input))
    await c.var.deps.queue.wake('listen', { urgent: true })
    const { inWorkspace } = c.var.deps
    for (const until = performance.now() + entryWaitMs; performance.now() < until; await pause(100)) {
      const stored = await inWorkspace(c.var.scope, (ctx) => findEntered(ctx, { externalId }))
      if (stored) return c.json(stored, 201)
    }
    return c.json({ mentionId: null, conversationId: null }, 202)
  })
