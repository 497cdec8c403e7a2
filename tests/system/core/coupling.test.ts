import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql } from 'kysely'
import type { Context } from '../../../core/context.ts'
import { assignConversation } from '../../../core/conversation/assign-conversation.ts'
import { recordAnsweredThere } from '../../../core/conversation/record-answered-there.ts'
import { setConversationState } from '../../../core/conversation/set-conversation-state.ts'
import { tagConversation } from '../../../core/conversation/tag-conversation.ts'
import { DomainError } from '../../../core/errors.ts'
import { captureLead } from '../../../core/lead/capture-lead.ts'
import { assignTicket } from '../../../core/ticket/assign-ticket.ts'
import { closeSolvedTickets } from '../../../core/ticket/close-solved.ts'
import { handOverTicket } from '../../../core/ticket/hand-over-ticket.ts'
import { openTicket } from '../../../core/ticket/open-ticket.ts'
import { setTicketState } from '../../../core/ticket/set-ticket-state.ts'
import { openCompany, type Company } from './company.ts'

let company: Company
beforeAll(async () => {
  company = await openCompany()
})
afterAll(() => company?.database.close())

/** The ticket of the conversation that a crowd works on; whoever comes too late is refused, which is an answer. */
async function ticketOf(ctx: Context, conversationId: string): Promise<string> {
  const row = await ctx.db.selectFrom('ticket').select('id').where('conversation_id', '=', conversationId).orderBy('number', 'desc').executeTakeFirst()
  return row?.id ?? (await openTicket(ctx, { conversationId })).ticket.id
}

const acts: ((ctx: Context, conversationId: string, roll: number) => Promise<unknown>)[] = [
  (ctx, conversationId) => openTicket(ctx, { conversationId }),
  async (ctx, conversationId, roll) => setTicketState(ctx, { id: await ticketOf(ctx, conversationId), state: (['open', 'pending', 'on_hold', 'solved', 'closed'] as const)[roll % 5]! }),
  async (ctx, conversationId, roll) => assignTicket(ctx, { id: await ticketOf(ctx, conversationId), assigneeId: Object.values(company.workspace.people)[roll % 3]!.actor.id }),
  async (ctx, conversationId) => handOverTicket(ctx, { id: await ticketOf(ctx, conversationId), teamId: company.workspace.teams.マーケ, note: '引き継ぎます' }),
  (ctx, conversationId, roll) => setConversationState(ctx, { id: conversationId, state: (['open', 'pending', 'done'] as const)[roll % 3]! }),
  (ctx, conversationId) => assignConversation(ctx, { id: conversationId, teamId: company.workspace.teams.サポート }),
  (ctx, conversationId, roll) => tagConversation(ctx, { id: conversationId, add: [`札${roll % 4}`, `札${(roll + 1) % 4}`] }),
  (ctx, conversationId) => recordAnsweredThere(ctx, { conversationId, text: '回答しました' }),
  (ctx, conversationId) => captureLead(ctx, { conversationId }),
]

test('a crowd on few conversations never waits for each other and never breaks the coupling', async () => {
  const heard = await Promise.all(['赤', '青', '黄'].map((name) => company.hears({ from: name, text: '混み合う話' })))
  let seed = 424242
  const roll = (below: number) => (seed = (seed * 1103515245 + 12345) % 2147483648) % below
  const plan = Array.from({ length: 120 }, () => ({ act: roll(acts.length + 2), where: roll(heard.length), roll: roll(60) }))
  const outcomes: unknown[] = []
  for (let at = 0; at < plan.length; at += 8) {
    outcomes.push(...await Promise.all(plan.slice(at, at + 8).map(async (step) => {
      const { conversationId } = heard[step.where]!
      const act = acts[step.act]
      if (act) return company.inWorkspace(company.workspace.people.健, (ctx) => act(ctx, conversationId, step.roll)).then(() => 'done', (error: unknown) => error)
      if (step.act === acts.length) return company.hears({ from: '赤', text: 'まだですか', conversationId }).then(() => 'heard', (error: unknown) => error)
      return company.database.kysely.transaction().execute((db) => closeSolvedTickets(db)).then(() => 'swept', (error: unknown) => error)
    })))
  }
  expect(outcomes.filter((one) => typeof one !== 'string' && !(one instanceof DomainError))).toEqual([])
  expect(outcomes.filter((one) => one === 'done').length).toBeGreaterThan(40)
  const { rows } = await sql<{ id: string }>`
    select c.id from conversation c left join ticket k on k.conversation_id = c.id and k.state in ('new', 'open', 'pending', 'on_hold')
    where c.workspace_id = ${company.workspace.id} and k.id is not null
      and (c.state <> 'pending' or c.assignee_id is distinct from k.assignee_id or c.team_id is distinct from k.team_id)`.execute(company.database.kysely)
  expect(rows).toEqual([])
  const numbers = await company.database.kysely.selectFrom('ticket').select('number').where('workspace_id', '=', company.workspace.id).orderBy('number').execute()
  expect(numbers.map((row) => row.number)).toEqual(numbers.map((_, index) => index + 1))
})
