import { Hono } from 'hono'
import { assignConversation } from '../../core/conversation/assign-conversation.ts'
import {
  AnsweredThereInput, AssignConversationInput, BulkInput, CountNewInput, ListInboxInput, MarkReadInput, ReadThreadInput, SetConversationStateInput, SortConversationInput,
  TagConversationInput, UndoInput, WatchConversationInput, WriteNoteInput, WriteReplyInput,
} from '../../core/conversation/conversation.ts'
import { countNewInInbox } from '../../core/conversation/count-new.ts'
import { countInboxViews } from '../../core/conversation/count-views.ts'
import { listInbox } from '../../core/conversation/list-inbox.ts'
import { markConversationRead } from '../../core/conversation/mark-conversation-read.ts'
import { readConversationRow } from '../../core/conversation/read-conversation-row.ts'
import { readReplyOffer } from '../../core/conversation/read-reply-offer.ts'
import { readThread } from '../../core/conversation/read-thread.ts'
import { recordAnsweredThere } from '../../core/conversation/record-answered-there.ts'
import { setConversationState } from '../../core/conversation/set-conversation-state.ts'
import { sortConversation } from '../../core/conversation/sort-conversation.ts'
import { startBulk } from '../../core/conversation/start-bulk.ts'
import { tagConversation } from '../../core/conversation/tag-conversation.ts'
import { watchConversation } from '../../core/conversation/watch-conversation.ts'
import { writeNote } from '../../core/conversation/write-note.ts'
import { writeReply } from '../../core/reply/write-reply.ts'
import { undoAct } from '../../core/undo/undo-act.ts'
import type { Env } from '../deps.ts'
import { atMost } from '../limit-rate.ts'
import { may } from '../route.ts'
import { refuseWhileOthersWrite } from '../someone-writing.ts'
import { idInPath, validate } from '../validate.ts'
import { ifMatch, work } from '../work.ts'

export const conversations = new Hono<Env>()
  .get('/conversations', may('read', 'Lists the inbox by view, order and filters'), validate('query', ListInboxInput), async (c) => {
    const input = c.req.valid('query')
    return c.json(await work(c, (ctx) => listInbox(ctx, input)))
  })
  .get('/conversations/counts', may('read', 'Counts each view'), async (c) => c.json(await work(c, countInboxViews)))
  .get('/conversations/new-count', may('read', 'Counts what arrived in a view since a list was drawn'), validate('query', CountNewInput), async (c) => {
    const input = c.req.valid('query')
    return c.json(await work(c, (ctx) => countNewInInbox(ctx, input)))
  })
  .post('/conversations/bulk', may('answer', 'Does one act on many, by ids or by all that view and filters match, as a job', { creates: true, answers: { 202: 'Started' } }), atMost(60, 'bulk'), validate('json', BulkInput), async (c) => {
    const input = c.req.valid('json')
    const job = await work(c, (ctx) => startBulk(ctx, input))
    await c.var.deps.queue.wake('bulk', { urgent: true })
    return c.json(job, 202)
  })
  .get('/conversations/:id', may('read', 'The thread: everything one conversation holds, oldest first'), idInPath(), validate('query', ReadThreadInput.omit({ id: true })), async (c) => {
    const input = { ...c.req.valid('query'), ...c.req.valid('param') }
    return c.json(await work(c, (ctx) => readThread(ctx, input, c.var.deps.config.leases.undoSeconds)))
  })
  .get('/conversations/:id/offer', may('read', 'Which way an answer would go, before anyone writes it'), idInPath(), async (c) => {
    const input = c.req.valid('param')
    return c.json(await work(c, (ctx) => readReplyOffer(ctx, input, c.var.deps.config.leases.undoSeconds)))
  })
  .get('/conversations/:id/row', may('read', 'One conversation as a row of the inbox'), idInPath(), async (c) => {
    const input = c.req.valid('param')
    return c.json(await work(c, (ctx) => readConversationRow(ctx, input)))
  })
  .post('/conversations/:id/state', may('answer', 'Sets the state: open, pending, snoozed until, done', { versioned: true }), idInPath(), validate('json', SetConversationStateInput.omit({ id: true, version: true })), async (c) => {
    const input = { ...c.req.valid('json'), ...c.req.valid('param'), version: ifMatch(c) }
    return c.json(await work(c, (ctx) => setConversationState(ctx, input)))
  })
  .post('/conversations/:id/assign', may('answer', 'Assigns to a person, a team or both', { versioned: true }), idInPath(), validate('json', AssignConversationInput.omit({ id: true, version: true })), async (c) => {
    const input = { ...c.req.valid('json'), ...c.req.valid('param'), version: ifMatch(c) }
    return c.json(await work(c, (ctx) => assignConversation(ctx, input)))
  })
  .post('/conversations/:id/tags', may('answer', 'Adds and removes tags', { versioned: true }), idInPath(), validate('json', TagConversationInput.omit({ id: true, version: true })), async (c) => {
    const input = { ...c.req.valid('json'), ...c.req.valid('param'), version: ifMatch(c) }
    return c.json(await work(c, (ctx) => tagConversation(ctx, input)))
  })
  .post('/conversations/:id/sort', may('moderate', 'Puts spam and reposts apart', { versioned: true }), idInPath(), validate('json', SortConversationInput.omit({ id: true, version: true })), async (c) => {
    const input = { ...c.req.valid('json'), ...c.req.valid('param'), version: ifMatch(c) }
    return c.json(await work(c, (ctx) => sortConversation(ctx, input)))
  })
  .post('/conversations/:id/watch', may('read', 'Watches a conversation, or no longer'), idInPath(), validate('json', WatchConversationInput.omit({ id: true })), async (c) => {
    const input = { ...c.req.valid('json'), ...c.req.valid('param') }
    return c.json(await work(c, (ctx) => watchConversation(ctx, input)))
  })
  .post('/conversations/:id/read', may('read', 'Marks as read or unread for oneself'), idInPath(), validate('json', MarkReadInput.omit({ id: true })), async (c) => {
    const input = { ...c.req.valid('json'), ...c.req.valid('param') }
    return c.json(await work(c, (ctx) => markConversationRead(ctx, input)))
  })
  .post('/conversations/:id/notes', may('answer', 'Writes an internal note; named people are told', { creates: true }), idInPath(), validate('json', WriteNoteInput.omit({ conversationId: true })), async (c) => {
    const input = { ...c.req.valid('json'), conversationId: c.req.valid('param').id }
    return c.json(await work(c, (ctx) => writeNote(ctx, input)), 201)
  })
  .post('/conversations/:id/replies', may('answer', 'Hands an answer to the outbox; it leaves after the seconds of undo', { creates: true, answers: { 202: 'Waits in the outbox' } }), idInPath(), validate('json', WriteReplyInput.omit({ conversationId: true })), async (c) => {
    const input = { ...c.req.valid('json'), conversationId: c.req.valid('param').id }
    const { undoSeconds } = c.var.deps.config.leases
    if (!input.confirmed) await refuseWhileOthersWrite(c, input.conversationId)
    const reply = await work(c, (ctx) => writeReply(ctx, input, undoSeconds))
    await c.var.deps.queue.wake('publish', { delayMs: undoSeconds * 1000, urgent: true })
    return c.json({ reply }, 202)
  })
  .post('/conversations/:id/answered-there', may('answer', 'The answer was given at the network itself', { versioned: true, creates: true, answers: { 200: 'Recorded' } }), idInPath(), validate('json', AnsweredThereInput.omit({ conversationId: true, version: true })), async (c) => {
    const input = { ...c.req.valid('json'), conversationId: c.req.valid('param').id, version: ifMatch(c) }
    return c.json(await work(c, (ctx) => recordAnsweredThere(ctx, input)))
  })
  .post('/undo', may('answer', 'Takes one act back within 60 s'), validate('json', UndoInput), async (c) => {
    const input = c.req.valid('json')
    return c.json(await work(c, (ctx) => undoAct(ctx, input)))
  })
