import { setTimeout as pause } from 'node:timers/promises'
import { Hono } from 'hono'
import { z } from 'zod'
import { enterMention } from '../../core/mention/enter-mention.ts'
import { findEntered } from '../../core/mention/find-entered.ts'
import { EnterMentionInput } from '../../core/mention/mention.ts'
import { countMentions } from '../../core/search/count-mentions.ts'
import { exportMentions } from '../../core/search/export-mentions.ts'
import { findAnything } from '../../core/search/find-anything.ts'
import { findByExternalId } from '../../core/search/find-by-external-id.ts'
import { CountInput, ExportInput, FindInput, SearchInput } from '../../core/search/search.ts'
import { searchMentions } from '../../core/search/search-mentions.ts'
import { trendMentions } from '../../core/search/trend-mentions.ts'
import type { Env } from '../deps.ts'
import { atMost } from '../limit-rate.ts'
import { may } from '../route.ts'
import { validate } from '../validate.ts'
import { work } from '../work.ts'

/** The pipeline stores an entry within moments; whoever entered it wants to see it. */
const entryWaitMs = 4000
/** A search by words, or the one mention that a network knows by an id. */
const SearchOrId = SearchInput.extend({ network: z.string().max(20).optional(), externalId: z.string().max(512).optional() })

export const mentions = new Hono<Env>()
  .get('/mentions', may('read', 'Searches mentions by words and filters; or finds one by network and externalId'), atMost(600, 'search'), validate('query', SearchOrId), async (c) => {
    const { network, externalId, ...input } = c.req.valid('query')
    const byId = network !== undefined && externalId !== undefined
    return c.json(await work(c, (ctx) => (byId ? findByExternalId(ctx, { network, externalId }) : searchMentions(ctx, input))))
  })
  .get('/mentions/facets', may('read', 'Counts the hits by network, channel, sentiment, language, kind, state, assignee and tag'), atMost(600, 'facets'), validate('query', CountInput), async (c) => {
    const input = c.req.valid('query')
    return c.json(await work(c, (ctx) => countMentions(ctx, input)))
  })
  .get('/mentions/trend', may('read', 'Hits and sentiment a day in the zone of the workspace'), atMost(600, 'trend'), validate('query', CountInput), async (c) => {
    const input = c.req.valid('query')
    return c.json(await work(c, (ctx) => trendMentions(ctx, input)))
  })
  .get('/mentions/export', may('export', 'All hits as a file, CSV or NDJSON, newest first', { answers: { 200: 'The file' } }), atMost(10, 'export'), validate('query', ExportInput), async (c) => {
    const input = c.req.valid('query')
    const { deps, scope } = c.var
    const pieces = await exportMentions(deps.inWorkspace, scope, input)
    deps.wakeSealer()
    c.header('Content-Type', input.format === 'csv' ? 'text/csv; charset=utf-8' : 'application/x-ndjson; charset=utf-8')
    c.header('Content-Disposition', `attachment; filename="mentions.${input.format}"`)
    c.header('Cache-Control', 'no-store')
    return c.body(toStream(pieces))
  })
  .get('/find', may('read', 'What the palette offers: tickets, leads, people and mentions by number, name and text'), atMost(600, 'find'), validate('query', FindInput), async (c) => {
    const input = c.req.valid('query')
    return c.json(await work(c, (ctx) => findAnything(ctx, input)))
  })
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

/** Pulled by the reader, so that a slow one does not fill our memory. */
function toStream(pieces: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await pieces.next()
      if (done) controller.close()
      else controller.enqueue(encoder.encode(value))
    },
    async cancel() {
      await pieces.return(undefined)
    },
  })
}
