import { Hono } from 'hono'
import { assignTicket } from '../../core/ticket/assign-ticket.ts'
import { attachToTicket } from '../../core/ticket/attach-to-ticket.ts'
import { changeTicket } from '../../core/ticket/change-ticket.ts'
import { handOverTicket } from '../../core/ticket/hand-over-ticket.ts'
import { listTickets } from '../../core/ticket/list-tickets.ts'
import { openTicket } from '../../core/ticket/open-ticket.ts'
import { readTicket } from '../../core/ticket/read-ticket.ts'
import { setTicketState } from '../../core/ticket/set-ticket-state.ts'
import {
  AssignTicketInput, AttachToTicketInput, ChangeTicketInput, HandOverTicketInput, ListTicketsInput, OpenTicketInput, SetTicketStateInput,
} from '../../core/ticket/ticket.ts'
import type { Env } from '../deps.ts'
import { may } from '../route.ts'
import { idInPath, validate } from '../validate.ts'
import { ifMatch, work } from '../work.ts'

export const tickets = new Hono<Env>()
  .get('/tickets', may('read', 'Lists tickets by view, order and filters'), validate('query', ListTicketsInput), async (c) => {
    const input = c.req.valid('query')
    return c.json(await work(c, (ctx) => listTickets(ctx, input)))
  })
  .post('/tickets', may('tickets', 'Opens a ticket for a conversation, or gives the one it has', { creates: true }), validate('json', OpenTicketInput), async (c) => {
    const input = c.req.valid('json')
    return c.json(await work(c, (ctx) => openTicket(ctx, input)), 201)
  })
  .get('/tickets/:id', may('read', 'A ticket with its timeline'), idInPath(), async (c) => {
    const input = c.req.valid('param')
    return c.json(await work(c, (ctx) => readTicket(ctx, input)))
  })
  .patch('/tickets/:id', may('tickets', 'Changes subject, type, priority, due time and free fields', { versioned: true }), idInPath(), validate('json', ChangeTicketInput.omit({ id: true, version: true })), async (c) => {
    const input = { ...c.req.valid('json'), ...c.req.valid('param'), version: ifMatch(c) }
    return c.json(await work(c, (ctx) => changeTicket(ctx, input)))
  })
  .post('/tickets/:id/state', may('tickets', 'Sets the state', { versioned: true }), idInPath(), validate('json', SetTicketStateInput.omit({ id: true, version: true })), async (c) => {
    const input = { ...c.req.valid('json'), ...c.req.valid('param'), version: ifMatch(c) }
    return c.json(await work(c, (ctx) => setTicketState(ctx, input)))
  })
  .post('/tickets/:id/assign', may('tickets', 'Assigns to a person, a team or both', { versioned: true }), idInPath(), validate('json', AssignTicketInput.omit({ id: true, version: true })), async (c) => {
    const input = { ...c.req.valid('json'), ...c.req.valid('param'), version: ifMatch(c) }
    return c.json(await work(c, (ctx) => assignTicket(ctx, input)))
  })
  .post('/tickets/:id/hand-over', may('tickets', 'Hands over to another team; notes, history and clock stay', { versioned: true }), idInPath(), validate('json', HandOverTicketInput.omit({ id: true, version: true })), async (c) => {
    const input = { ...c.req.valid('json'), ...c.req.valid('param'), version: ifMatch(c) }
    return c.json(await work(c, (ctx) => handOverTicket(ctx, input)))
  })
  .post('/tickets/:id/attachments', may('tickets', 'Attaches what was uploaded to /api/media', { creates: true }), idInPath(), validate('json', AttachToTicketInput.omit({ id: true })), async (c) => {
    const input = { ...c.req.valid('json'), ...c.req.valid('param') }
    return c.json(await work(c, (ctx) => attachToTicket(ctx, input)), 201)
  })
