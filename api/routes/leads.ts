import { Hono } from 'hono'
import { captureLead } from '../../core/lead/capture-lead.ts'
import { changeLead } from '../../core/lead/change-lead.ts'
import { CaptureLeadInput, ChangeLeadInput, ListLeadsInput } from '../../core/lead/lead.ts'
import { listLeads } from '../../core/lead/list-leads.ts'
import { readLead } from '../../core/lead/read-lead.ts'
import type { Env } from '../deps.ts'
import { may } from '../route.ts'
import { idInPath, validate } from '../validate.ts'
import { ifMatch, work } from '../work.ts'

export const leads = new Hono<Env>()
  .get('/leads', may('read', 'Lists leads by stage, owner and words'), validate('query', ListLeadsInput), async (c) => {
    const input = c.req.valid('query')
    return c.json(await work(c, (ctx) => listLeads(ctx, input)))
  })
  .post('/leads', may('leads', 'Captures a lead from a conversation, or gives the open one of that person', { creates: true }), validate('json', CaptureLeadInput), async (c) => {
    const input = c.req.valid('json')
    return c.json(await work(c, (ctx) => captureLead(ctx, input)), 201)
  })
  .get('/leads/:id', may('read', 'A lead'), idInPath(), async (c) => {
    const input = c.req.valid('param')
    return c.json(await work(c, (ctx) => readLead(ctx, input)))
  })
  .patch('/leads/:id', may('leads', 'Changes a lead', { versioned: true }), idInPath(), validate('json', ChangeLeadInput.omit({ id: true, version: true })), async (c) => {
    const input = { ...c.req.valid('json'), ...c.req.valid('param'), version: ifMatch(c) }
    return c.json(await work(c, (ctx) => changeLead(ctx, input)))
  })
