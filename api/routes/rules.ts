import { Hono } from 'hono'
import { changeRule } from '../../core/rule/change-rule.ts'
import { createRule } from '../../core/rule/create-rule.ts'
import { deleteRule } from '../../core/rule/delete-rule.ts'
import { listRules } from '../../core/rule/list-rules.ts'
import { ChangeRuleInput, CreateRuleInput, TryRuleInput } from '../../core/rule/rule.ts'
import { tryConditions, tryRule } from '../../core/rule/try-rule.ts'
import type { Env } from '../deps.ts'
import { atMost } from '../limit-rate.ts'
import { may } from '../route.ts'
import { idInPath, validate } from '../validate.ts'
import { ifMatch, work } from '../work.ts'

export const rules = new Hono<Env>()
  .get('/rules', may('read', 'Lists the rules with what they matched today'), async (c) => c.json(await work(c, listRules)))
  .post('/rules', may('rules', 'Makes a rule', { creates: true }), validate('json', CreateRuleInput), async (c) => {
    const input = c.req.valid('json')
    return c.json(await work(c, (ctx) => createRule(ctx, input)), 201)
  })
  .patch('/rules/:id', may('rules', 'Changes a rule', { versioned: true }), idInPath(), validate('json', ChangeRuleInput.omit({ id: true, version: true })), async (c) => {
    const input = { ...c.req.valid('json'), ...c.req.valid('param'), version: ifMatch(c) }
    return c.json(await work(c, (ctx) => changeRule(ctx, input)))
  })
  .delete('/rules/:id', may('rules', 'Deletes a rule', { versioned: true, answers: { 204: 'Deleted' } }), idInPath(), async (c) => {
    const input = { ...c.req.valid('param'), version: ifMatch(c) }
    await work(c, (ctx) => deleteRule(ctx, input))
    return c.body(null, 204)
  })
  .post('/rules/try', may('rules', 'What these conditions would have matched in the last 24 hours'), atMost(20, 'try-rule'), validate('json', TryRuleInput), async (c) => {
    const input = c.req.valid('json')
    return c.json(await work(c, (ctx) => tryConditions(ctx, input)))
  })
  .post('/rules/:id/try', may('rules', 'What the rule would have matched in the last 24 hours'), atMost(20, 'try-rule'), idInPath(), async (c) => {
    const input = c.req.valid('param')
    return c.json(await work(c, (ctx) => tryRule(ctx, input)))
  })
