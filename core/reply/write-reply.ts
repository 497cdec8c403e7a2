import { createHash, randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Context } from '../context.ts'
import { WriteReplyInput, type ReplyOffer, type ReplyView } from '../conversation/conversation.ts'
import { lockConversation, type LockedConversation } from '../conversation/lock-conversation.ts'
import { defaultUndoSeconds, replyOffer } from '../conversation/reply-offer.ts'
import { replyViews } from '../conversation/reply-views.ts'
import { setConversationState } from '../conversation/set-conversation-state.ts'
import { Conflict, InvalidInput } from '../errors.ts'
import { appendEvent } from '../event/append-event.ts'
import { parseInput, requireAbility } from '../guard.ts'
import { newId } from '../id.ts'
import { countText } from '../outbound/outbound.ts'
import { takeReplyToken } from '../outbound/reply-token.ts'
import type { Operation } from '../ports/connector.ts'
import { cleanText } from '../text.ts'
import { workingStates } from '../ticket/ticket.ts'

/**
 * Hands an answer to the outbox; it leaves after the seconds of undo. The same words to the same mention while the first
 * are still on their way are the same answer, whoever presses: both get it.
 * @throws Conflict with `details.offer` when the answer would go another way than the person was told
 */
export async function writeReply(ctx: Context, input: WriteReplyInput, undoSeconds = defaultUndoSeconds): Promise<ReplyView> {
  requireAbility(ctx, 'answer')
  const asked = parseInput(WriteReplyInput, input)
  const text = cleanText(asked.text).trim()
  const conversation = await lockConversation(ctx, asked.conversationId)
  const mention = await readAnswered(ctx, conversation.id)
  const same = mention && await findSame(ctx, conversation.id, mention.id, text)
  if (same) return (await replyViews(ctx, [same]))[0]!

  const offer = await replyOffer(ctx, conversation.id, undoSeconds)
  const operation = requireOffered(ctx, conversation, offer, asked.operation)
  refuseLength(text, offer)
  const replyId = await insertReply(ctx, { conversation, mention: mention!, text, offer, operation, undoSeconds })
  if (asked.thenDone) await setDone(ctx, conversation)
  return (await replyViews(ctx, [replyId]))[0]!
}

interface Answered {
  id: string
  external_id: string
  kind: string
  external_key: string
}

/** The newest mention that is still there. */
async function readAnswered(ctx: Context, conversationId: string): Promise<Answered | undefined> {
  return ctx.db.selectFrom('mention').innerJoin('conversation', 'conversation.id', 'mention.conversation_id')
    .select(['mention.id', 'mention.external_id', 'mention.kind', 'conversation.external_key'])
    .where('mention.workspace_id', '=', ctx.scope.workspaceId).where('mention.conversation_id', '=', conversationId).where('mention.deleted_at', 'is', null)
    .orderBy('mention.arrival', 'desc').limit(1).executeTakeFirst()
}

/** The conversation is locked, so of two presses one comes second and finds the first. */
async function findSame(ctx: Context, conversationId: string, mentionId: string, text: string): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    select reply.id from outbound_action a join reply on reply.action_id = a.id
     where a.workspace_id = ${ctx.scope.workspaceId} and a.conversation_id = ${conversationId}
       and starts_with(a.dedupe_key, ${sameKey(conversationId, mentionId, text)})
       and (a.state in ('held', 'due', 'sending', 'unknown') or (a.state = 'done' and a.created_at > app.now() - interval '60 seconds'))
     order by a.created_at desc limit 1`.execute(ctx.db)
  return rows[0]?.id
}

function sameKey(conversationId: string, mentionId: string, text: string): string {
  return `reply/${conversationId}/${mentionId}/${createHash('sha256').update(text).digest('base64url')}/`
}

function requireOffered(ctx: Context, conversation: LockedConversation, offer: ReplyOffer, operation: string): Operation {
  const planned = offer.operation === operation ? ctx.ports.connectors.get(conversation.network)?.operations[operation] : undefined
  if (planned) return planned
  throw new Conflict({
    ja: `返信の方法が変わりました。内容を確認して、もう一度送信してください。${offer.words.ja}`, en: `The way to answer has changed. Look at it and send again. ${offer.words.en}`,
  }, { offer })
}

function refuseLength(text: string, { text: rules }: ReplyOffer): void {
  const units = rules === null ? 0 : countText(text, rules.count)
  if (text !== '' && (rules === null || units <= rules.max)) return
  const max = rules?.max ?? 0
  throw new InvalidInput(
    text === '' ? { ja: '返信の本文を入力してください。', en: 'Write the reply first.' }
      : { ja: `本文が長すぎます（${units} / ${max}）。短くしてください。`, en: `The text is too long (${units} of ${max}). Shorten it.` },
    { issues: [{ path: 'text', code: text === '' ? 'too_small' : 'too_big' }], units, max },
  )
}

interface Planned {
  conversation: LockedConversation
  mention: Answered
  text: string
  offer: ReplyOffer
  operation: Operation
  undoSeconds: number
}

async function insertReply(ctx: Context, { conversation, mention, text, offer, operation, undoSeconds }: Planned): Promise<string> {
  const { workspaceId, actor } = ctx.scope
  const [actionId, replyId] = [newId(), newId()]
  const author = actor.kind === 'user' ? actor.id : null
  const token = offer.free ? await takeReplyToken(ctx, conversation.id) : {}
  const key = sameKey(conversation.id, mention.id, text)
  await ctx.db.insertInto('outbound_action').values({
    workspace_id: workspaceId, id: actionId, network: conversation.network, channel_id: conversation.channel_id, conversation_id: conversation.id,
    operation: offer.operation!, idempotency: operation.idempotency, idempotency_key: randomUUID(),
    dedupe_key: sql<string>`${key}::text || (select count(*) from outbound_action where workspace_id = ${workspaceId} and conversation_id = ${conversation.id} and starts_with(dedupe_key, ${key}))`,
    target: JSON.stringify({ inReplyTo: mention.external_id, to: mention.external_key, ...token }), text,
    due_at: sql<string>`app.now() + make_interval(secs => ${undoSeconds}::double precision)`, created_by: author,
    handle: null, external_id: null, url: null, problem: null,
  }).execute()
  await ctx.db.insertInto('reply').values({
    workspace_id: workspaceId, id: replyId, conversation_id: conversation.id, network: conversation.network,
    kind: mention.kind === 'direct' ? 'private' : 'public', text, author_user_id: author, action_id: actionId, external_id: null, url: null,
    in_reply_to: mention.external_id, arrival: sql<number>`nextval('arrival_seq')`,
  }).execute()
  await appendEvent(ctx, {
    name: 'reply.written', subject: { kind: 'reply', id: replyId }, conversationId: conversation.id,
    data: { actionId, network: conversation.network, operation: offer.operation, free: offer.free },
  })
  return replyId
}

/** While a ticket has the conversation its state is the ticket's, and sending does not solve the ticket. */
async function setDone(ctx: Context, conversation: LockedConversation): Promise<void> {
  const held = await ctx.db.selectFrom('ticket').select('id').where('workspace_id', '=', ctx.scope.workspaceId)
    .where('conversation_id', '=', conversation.id).where('state', 'in', workingStates).executeTakeFirst()
  if (!held) await setConversationState(ctx, { id: conversation.id, state: 'done' })
}
