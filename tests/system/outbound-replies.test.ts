import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { changeChannelState } from '../../core/channel/change-channel-state.ts'
import { systemScope } from '../../core/context.ts'
import { Conflict, Forbidden, InvalidInput, NotAllowedNow, NotFound } from '../../core/errors.ts'
import { newId } from '../../core/id.ts'
import { cancelAction } from '../../core/outbound/cancel-action.ts'
import { listActions } from '../../core/outbound/list-actions.ts'
import { pauseOutbound } from '../../core/outbound/pause-outbound.ts'
import { settleAction } from '../../core/outbound/settle-action.ts'
import { tieOwnMessages, type OwnMessage } from '../../core/outbound/tie-own-messages.ts'
import { readReplyOffer } from '../../core/conversation/read-reply-offer.ts'
import { openTicket } from '../../core/ticket/open-ticket.ts'
import { claimDue } from '../../pipeline/publish/claim-due.ts'
import { record } from '../../pipeline/publish/deliver.ts'
import { drainOutbox } from '../../pipeline/publish/worker.ts'
import { openOutbound } from '../../storage/outbound/open-outbound.ts'
import { openWorld, type World } from './outbound-world.ts'

let world: World
beforeAll(async () => { world = await openWorld() })
afterAll(() => world.close())
beforeEach(() => {
  world.onX.calls.clear()
  world.onLine.calls.clear()
})
/** Each test leaves nothing behind that the next would send, and no channel that still waits. */
afterEach(async () => {
  world.onX.faults.clear()
  world.onLine.faults.clear()
  await sql`update outbound_action set state = 'cancelled' where state not in ('done', 'cancelled')`.execute(world.db)
  await sql`update channel set state = 'connected', outbound_resume_at = null, quota = null`.execute(world.db)
})

const POST = 'POST /2/tweets'
const PUSH = 'POST /v2/bot/message/push'
const REPLY = 'POST /v2/bot/message/reply'
const undo = 9

async function onX(question: string, answer: string) {
  const asked = await world.askOnX(question)
  const reply = await world.reply(asked.id, answer, 'reply')
  return { ...asked, reply, actionId: reply.action!.id }
}

async function onLine(question: string, answer: string, free: boolean) {
  const asked = await world.askOnLine(question, { free })
  const reply = await world.reply(asked.id, answer, free ? 'reply-token' : 'push')
  return { ...asked, reply, actionId: reply.action!.id }
}

async function secondsUntil(at: string): Promise<number> {
  const { rows } = await sql<{ seconds: number }>`select extract(epoch from ${at}::timestamptz - app.now())::float8 as seconds`.execute(world.db)
  return rows[0]!.seconds
}

const stateOf = async (id: string) => (await world.action(id)).state

describe('a reply', () => {
  test('leaves after the seconds of undo, ends the waiting and stops the clock of the ticket', async () => {
    const asked = await world.askOnX('返金してください')
    const ticket = await world.as('美咲', (ctx) => openTicket(ctx, { conversationId: asked.id, type: 'question', priority: 'normal' }))
    const reply = await world.reply(asked.id, 'ご不便をおかけしております。確認いたします。', 'reply')
    expect(reply.action).toMatchObject({ state: 'due', problem: null })
    await world.drain()
    expect(world.onX.calls.to(POST)).toHaveLength(0)
    await world.pass(undo)
    await world.drain()
    const [post] = world.ourPosts().filter((one) => one.inReplyTo === asked.post.id)
    expect(post!.text).toBe('ご不便をおかけしております。確認いたします。')
    expect(await world.action(reply.action!.id)).toMatchObject({ state: 'done', externalId: post!.id, url: `https://x.com/kazamachi_seika/status/${post!.id}`, attempts: 1 })
    const stored = await world.db.selectFrom('reply').selectAll().where('id', '=', reply.id).executeTakeFirstOrThrow()
    expect(stored).toMatchObject({ external_id: post!.id, kind: 'public', made_outside: false })
    const after = await world.conversation(asked.id)
    expect(after.waiting_since).toBeNull()
    expect(after.first_reply_at).toEqual(stored.sent_at)
    const held = await world.db.selectFrom('ticket').selectAll().where('id', '=', ticket.ticket.id).executeTakeFirstOrThrow()
    expect(held.state).toBe('open')
    expect(held.first_reply_at?.getTime()).toBeCloseTo(stored.sent_at!.getTime(), -1)
    const { history } = await world.action(reply.action!.id)
    expect(history.map((entry) => entry.name)).toEqual(['outbound-action.sending', 'outbound-action.done'])
  })

  test('whoever wrote again after it still waits', async () => {
    const { id, actionId } = await onX('まだですか', '順番にご案内しています。')
    await world.pass(undo)
    const claimed = (await claimDue(world.publish))!
    expect(claimed.id).toBe(actionId)
    const sentAt = new Date(Date.now() + 3600_000 * 24 * 365).toISOString()
    await sql`update mention set published_at = ${sentAt}::timestamptz + interval '1 minute' where conversation_id = ${id}`.execute(world.db)
    await record(world.publish, claimed, { kind: 'done', externalId: null, url: null, sentAt })
    expect((await world.conversation(id)).waiting_since).not.toBeNull()
  })

  test('two moderators who press with the same words send one; both get it', async () => {
    const asked = await world.askOnX('店舗は開いていますか')
    const text = '本日は20時まで営業しております。'
    const [one, two] = await Promise.all([world.reply(asked.id, text, 'reply', '美咲'), world.reply(asked.id, ` ${text}\n`, 'reply', '健')])
    expect(two.action!.id).toBe(one.action!.id)
    await world.pass(undo)
    await Promise.all([drainOutbox(world.publish), drainOutbox(world.publish)])
    expect((await world.reply(asked.id, text, 'reply', '健')).action!.id).toBe(one.action!.id)
    await world.drain()
    expect(world.ourPosts().filter((post) => post.inReplyTo === asked.post.id)).toHaveLength(1)
    const other = await world.reply(asked.id, 'お待ちしております。', 'reply', '健')
    expect(other.action!.id).not.toBe(one.action!.id)
  })

  test('can be taken back until it leaves', async () => {
    const { actionId, post } = await onX('在庫はありますか', 'はい、ございます')
    const cancelled = await world.as('美咲', (ctx) => cancelAction(ctx, { id: actionId }))
    expect(cancelled.state).toBe('cancelled')
    await world.pass(undo)
    await world.drain()
    expect(world.ourPosts().filter((one) => one.inReplyTo === post.id)).toHaveLength(0)
    const gone = await onX('予約できますか', '承ります')
    await world.pass(undo)
    await world.drain()
    await expect(world.as('美咲', (ctx) => cancelAction(ctx, { id: gone.actionId }))).rejects.toThrow(NotAllowedNow)
  })

  test('asks for the ability, the newer version, words, and a length that fits', async () => {
    const asked = await world.askOnX('こんにちは')
    await expect(world.reply(asked.id, 'はい', 'reply', '一郎')).rejects.toThrow(Forbidden)
    await expect(world.reply(asked.id, 'あ'.repeat(141), 'reply')).rejects.toThrow(InvalidInput)
    await expect(world.reply(asked.id, ' \n', 'reply')).rejects.toThrow(InvalidInput)
    const fits = await world.reply(asked.id, `${'あ'.repeat(128)} https://example.com/a/very/long/address/that/does/not/count`, 'reply')
    await expect(world.as('美咲', (ctx) => cancelAction(ctx, { id: fits.action!.id, version: 99 }))).rejects.toThrow(Conflict)
  })

  test('then done: the conversation is done at once, unless a ticket has it', async () => {
    const free = await world.askOnX('ありがとう')
    await world.reply(free.id, 'こちらこそ', 'reply', '美咲', true)
    expect((await world.conversation(free.id)).state).toBe('done')
    const held = await world.askOnX('壊れていました')
    await world.as('美咲', (ctx) => openTicket(ctx, { conversationId: held.id, type: 'problem', priority: 'high' }))
    await world.reply(held.id, '交換いたします', 'reply', '美咲', true)
    expect((await world.conversation(held.id)).state).toBe('pending')
  })

  test('another team’s action is not there', async () => {
    const { actionId } = await onX('取材の申し込みです', '担当へ回します')
    const wall = { ...world.workspace.people['翔太'], role: 'agent' as const, channels: [world.channels.line] }
    await expect(world.as(wall, (ctx) => cancelAction(ctx, { id: actionId }))).rejects.toThrow(NotFound)
    await expect(world.as(wall, (ctx) => settleAction(ctx, { id: actionId, verdict: 'drop' }))).rejects.toThrow(NotFound)
    const seen = await world.as(wall, (ctx) => listActions(ctx, {}))
    expect(seen.rows.map((row) => row.channelId).filter((id) => id === world.channels.x)).toEqual([])
    const all = await world.as('健', (ctx) => listActions(ctx, { state: ['due'], limit: 1 }))
    expect(all.rows.map((row) => row.id)).toEqual([actionId])
  })
})

describe('by read-back (X)', () => {
  test('applied and cut off: found once it is surely visible, and not sent again', async () => {
    const { actionId, post } = await onX('遅いです', 'お詫びいたします')
    world.onX.faults.push({ kind: 'drop-after-apply', route: POST })
    await world.pass(undo)
    await world.drain()
    expect(await stateOf(actionId)).toBe('sending')
    await world.pass(60)
    await world.drain()
    expect(world.onX.calls.to('/2/users/:id/tweets')).toHaveLength(0)
    await world.pass(40)
    await world.drain()
    expect(await world.action(actionId)).toMatchObject({ state: 'done', externalId: world.ourPosts().find((one) => one.inReplyTo === post.id)!.id })
    expect(world.onX.calls.to(POST)).toHaveLength(1)
  })

  test('cut off before it was applied: not found twice, a minute apart, then sent again', async () => {
    const { actionId, post } = await onX('届きません', '追跡番号をお送りします')
    world.onX.faults.push({ kind: 'drop-before-apply', route: POST })
    await world.pass(undo)
    await world.drain()
    await world.pass(95)
    await world.drain()
    expect(await stateOf(actionId)).toBe('sending')
    await world.pass(50)
    await world.drain()
    expect(world.onX.calls.to(POST)).toHaveLength(1)
    await world.pass(15)
    await world.drain()
    expect(await stateOf(actionId)).toBe('done')
    expect(world.onX.calls.to(POST)).toHaveLength(2)
    expect(world.ourPosts().filter((one) => one.inReplyTo === post.id)).toHaveLength(1)
  })

  test('a crash between call and record is found out the same way', async () => {
    const { actionId, post } = await onX('対応が良かった', 'ありがとうございます')
    await world.pass(undo)
    const dying = { ...world.publish, failPoint: (stage: string) => { if (stage === 'publish-sent') throw new Error('the process dies') } }
    await expect(drainOutbox(dying)).rejects.toThrow('the process dies')
    await world.drain()
    expect(await stateOf(actionId)).toBe('sending')
    await world.pass(125)
    await world.drain()
    expect(await stateOf(actionId)).toBe('done')
    expect(world.ourPosts().filter((one) => one.inReplyTo === post.id)).toHaveLength(1)
  })

  test('while nobody can look, it neither sends nor guesses; after half an hour a person is asked', async () => {
    const { actionId } = await onX('味が変わった', 'ご意見を開発へ伝えます')
    world.onX.faults.push({ kind: 'drop-after-apply', route: POST }, { kind: 'status', status: 503, route: '/2/users/:id/tweets', times: 100 })
    await world.pass(undo)
    await world.drain()
    for (let minutes = 0; minutes < 34; minutes += 2) {
      await world.pass(120)
      await world.drain()
    }
    expect(await world.action(actionId)).toMatchObject({ state: 'unknown', problem: { code: 'unknown' } })
    expect(world.onX.calls.to(POST)).toHaveLength(1)
  })
})

describe('what the network answers', () => {
  test('429: nothing of the account leaves before the given time, and then everything does', async () => {
    const first = await onX('質問があります', '承ります')
    const second = await onX('再入荷はいつ', '来週です')
    world.onX.faults.push({ kind: 'rate-limit', seconds: 900, route: POST })
    await world.pass(undo)
    await world.drain()
    expect(await world.action(first.actionId)).toMatchObject({ state: 'due', problem: { code: 'rate-limited' }, attempts: 1 })
    await world.pass(await secondsUntil((await world.action(first.actionId)).dueAt) - 20)
    await world.drain()
    const third = await onX('開店は何時', '10時です')
    await world.pass(undo)
    await world.drain()
    expect(world.onX.calls.to(POST)).toHaveLength(1)
    await world.pass(15)
    await world.drain()
    expect(await Promise.all([first, second, third].map((one) => stateOf(one.actionId)))).toEqual(['done', 'done', 'done'])
  })

  test('401: the channel asks to be reconnected, what waits is held, and goes on afterwards', async () => {
    const first = await onX('入荷しましたか', 'はい')
    const second = await onX('通販はありますか', 'ございます')
    world.onX.faults.push({ kind: 'unauthorized', route: POST })
    await world.pass(undo)
    await world.drain()
    expect(await Promise.all([stateOf(first.actionId), stateOf(second.actionId)])).toEqual(['held', 'held'])
    const offer = await world.as('美咲', (ctx) => readReplyOffer(ctx, { id: first.id }))
    expect(offer.possible).toBe(false)
    await world.as(systemScope(world.workspace.id), (ctx) => changeChannelState(ctx, { id: world.channels.x, state: 'connected', reason: null }))
    await world.pass(120)
    await world.drain()
    expect(await Promise.all([stateOf(first.actionId), stateOf(second.actionId)])).toEqual(['done', 'done'])
  })

  test('a refusal is said in words, put into 送信失敗, told to who wrote it, and never retried', async () => {
    const { actionId, id, post } = await onX('やっぱり消します', '承知しました')
    world.onX.remove(post.id)
    await world.pass(undo)
    await world.drain()
    await world.pass(3600)
    await world.drain()
    expect(await world.action(actionId)).toMatchObject({ state: 'failed', problem: { code: 'target-gone' }, attempts: 1 })
    expect((await world.conversation(id)).send_trouble).toBe(true)
    const bell = await world.db.selectFrom('notification').selectAll().where('subject_id', '=', actionId).execute()
    expect(bell).toMatchObject([{ user_id: world.workspace.people['美咲'].actor.id, data: { what: 'send-trouble', state: 'failed' } }])
    await world.as('美咲', (ctx) => settleAction(ctx, { id: actionId, verdict: 'drop' }))
    expect(await stateOf(actionId)).toBe('cancelled')
    expect((await world.conversation(id)).send_trouble).toBe(false)
  })

  test('unreachable: tried again with growing waits, and missed when its quarter of an hour is over', async () => {
    const { actionId } = await onX('誰かいますか', 'おります')
    const baseUrls = { x: { api: 'http://127.0.0.1:9' } }
    const outbound = openOutbound({ baseUrls })
    const nowhere = { ...world.publish, baseUrls, outbound }
    await world.pass(undo)
    await drainOutbox(nowhere)
    expect(await world.action(actionId)).toMatchObject({ state: 'due', problem: { code: 'unreachable' }, attempts: 1 })
    for (let passed = 0; passed < 900; passed += 60) {
      await world.pass(60)
      await drainOutbox(nowhere)
    }
    await outbound.close()
    await world.pass(900)
    await world.drain()
    expect(await world.action(actionId)).toMatchObject({ state: 'missed', problem: { code: 'missed' } })
    expect(world.onX.calls.to(POST)).toHaveLength(0)
  })
})

describe('the kill switch and lateness', () => {
  test('nothing leaves while paused; ten minutes later it goes, twenty minutes later a person decides', async () => {
    const pause = (paused: boolean) => world.as('健', (ctx) => pauseOutbound(ctx, { paused, reason: paused ? '炎上対応' : '' }))
    await expect(world.as('翔太', (ctx) => pauseOutbound(ctx, { paused: true, reason: '' }))).rejects.toThrow(Forbidden)
    await pause(true)
    const short = await onX('大丈夫ですか', 'ご心配ありがとうございます')
    await world.pass(600)
    await world.drain()
    expect(await stateOf(short.actionId)).toBe('due')
    await pause(false)
    await world.drain()
    expect(await stateOf(short.actionId)).toBe('done')
    await pause(true)
    const long = await onX('説明してください', '近日中にお知らせします')
    await world.pass(1200)
    await pause(false)
    await world.drain()
    expect(await stateOf(long.actionId)).toBe('missed')
    expect(world.ourPosts().filter((post) => post.inReplyTo === long.post.id)).toHaveLength(0)
    await world.as('美咲', (ctx) => settleAction(ctx, { id: long.actionId, verdict: 'it-is-not-there-send-again' }))
    await world.drain()
    expect(await stateOf(long.actionId)).toBe('done')
    expect((await world.conversation(long.id)).send_trouble).toBe(false)
  })

  test('a deleted channel sends nothing', async () => {
    const { actionId } = await onX('もしもし', 'はい')
    await sql`update channel set deleted_at = app.now() where id = ${world.channels.x}`.execute(world.db)
    await world.pass(undo)
    await world.drain()
    await sql`update channel set deleted_at = null where id = ${world.channels.x}`.execute(world.db)
    expect(await world.action(actionId)).toMatchObject({ state: 'failed', problem: { code: 'channel-gone' } })
  })
})

describe('the fence', () => {
  test('a woken zombie’s late word changes nothing', async () => {
    const { actionId } = await onX('返事がない', '失礼いたしました')
    await world.pass(undo)
    const zombie = (await claimDue(world.publish))!
    expect(zombie.id).toBe(actionId)
    await world.pass(125)
    await world.drain()
    await world.pass(65)
    await world.drain()
    const settled = await world.action(actionId)
    expect(settled.state).toBe('done')
    await record(world.publish, zombie, { kind: 'failed', problem: { code: 'late', words: { ja: '遅い', en: 'late' } } })
    await record(world.publish, { ...zombie, fence: zombie.fence + 100 }, { kind: 'done', externalId: 'another', url: null })
    expect(await world.action(actionId)).toEqual(settled)
    expect(world.logged.filter((line) => line.words.includes('another hand')).length).toBeGreaterThanOrEqual(2)
  })

  test('of many workers one gets a channel’s next action, and one only', async () => {
    const first = await onX('一人目', '一')
    const second = await onX('二人目', '二')
    await world.pass(undo)
    const claims = await Promise.all(Array.from({ length: 6 }, () => claimDue(world.publish)))
    expect(claims.filter((claim) => claim !== null).map((claim) => claim.id)).toEqual([first.actionId])
    await record(world.publish, claims.find((claim) => claim !== null)!, { kind: 'done', externalId: null, url: null })
    expect((await claimDue(world.publish))?.id).toBe(second.actionId)
  })
})

describe('our own message comes back through listening', () => {
  const tie = (...messages: OwnMessage[]) => world.publish.asSystem((db) => tieOwnMessages(db, world.publish.withinWorkspace, messages))
  const own = (over: Partial<OwnMessage>): OwnMessage => ({
    key: newId(), workspaceId: world.workspace.id, network: 'x', channelId: world.channels.x, externalId: newId(), text: '', url: null, inReplyTo: null,
    publishedAt: new Date(world.onX.clock.now()).toISOString(), ...over,
  })

  test('before the network’s answer does: it proves the action done', async () => {
    const { actionId, reply, post } = await onX('詳しく知りたい', '詳細は https://example.com/faq をご覧ください & お待ちください')
    await world.pass(undo)
    const claimed = (await claimDue(world.publish))!
    const message = own({ externalId: '1999', inReplyTo: post.id, text: '@tanaka_m 詳細は https://t.co/AbCd123 をご覧ください &amp; お待ちください', url: 'https://x.com/kazamachi_seika/status/1999' })
    expect(await tie(message)).toEqual(new Set([message.key]))
    expect(await world.action(actionId)).toMatchObject({ state: 'done', externalId: '1999' })
    await record(world.publish, claimed, { kind: 'done', externalId: '1999', url: null })
    expect(await tie({ ...message, key: 'again' })).toEqual(new Set(['again']))
    expect(await world.db.selectFrom('reply').select(['external_id', 'made_outside']).where('id', '=', reply.id).executeTakeFirst()).toEqual({ external_id: '1999', made_outside: false })
  })

  test('settles what a person was asked about', async () => {
    const { actionId, post } = await onX('教えて', 'こちらです')
    await world.pass(undo)
    const claimed = (await claimDue(world.publish))!
    await record(world.publish, claimed, { kind: 'unknown', problem: { code: 'unknown', words: { ja: '不明', en: 'unknown' } } })
    const message = own({ externalId: '2001', inReplyTo: post.id, text: 'こちらです' })
    expect((await tie(message)).size).toBe(1)
    expect(await stateOf(actionId)).toBe('done')
  })

  test('other words, another post, an earlier time or an untried action prove nothing', async () => {
    const { actionId, post } = await onX('値段は', '980円です')
    const same = { inReplyTo: post.id, text: '980円です' }
    expect((await tie(own(same))).size).toBe(0)
    await world.pass(undo)
    const claimed = (await claimDue(world.publish))!
    const early = new Date(world.onX.clock.now() - 3600_000).toISOString()
    expect((await tie(own({ ...same, text: '1,280円です' }), own({ ...same, inReplyTo: '1' }), own({ ...same, publishedAt: early }), own({ ...same, inReplyTo: null }))).size).toBe(0)
    expect(await stateOf(actionId)).toBe('sending')
    await record(world.publish, claimed, { kind: 'done', externalId: '3001', url: null })
  })

  test('over the wire and through the pipeline: ours is tied, what was written at X itself comes in as a reply made elsewhere', async () => {
    const { id, reply, post, actionId } = await onX('配送はどちらまで', '全国へお届けします https://example.com/delivery')
    await world.pass(undo)
    const claimed = (await claimDue(world.publish))!
    const ours = world.onX.state.addPost({ author: world.onX.state.ownUser.username, text: claimed.text, inReplyTo: post.id })
    const elsewhere = world.onX.state.addPost({ author: world.onX.state.ownUser.username, text: '離島も承ります', inReplyTo: post.id })
    await world.listen([ours, elsewhere])
    expect(await world.action(actionId)).toMatchObject({ state: 'done', externalId: ours.id })
    const replies = await world.db.selectFrom('reply').select(['id', 'external_id', 'made_outside']).where('conversation_id', '=', id).orderBy('arrival').execute()
    expect(replies).toEqual([{ id: reply.id, external_id: ours.id, made_outside: false }, { id: expect.any(String), external_id: elsewhere.id, made_outside: true }])
    expect((await world.conversation(id)).waiting_since).toBeNull()
    await world.listen([ours, elsewhere])
    expect(await world.db.selectFrom('reply').select('id').where('conversation_id', '=', id).execute()).toHaveLength(2)
  })

  test('at the very moment of sending, from every side: each is done once and nobody waits for another for ever', async () => {
    const written = []
    for (let place = 0; place < 12; place++) written.push(await onX(`質問${place}`, `回答${place}`))
    await world.pass(undo)
    let sending = true
    const heard = (async () => {
      while (sending) await world.listen(world.ourPosts().slice(-12))
    })()
    await Promise.all([world.drain(), world.drain()])
    sending = false
    await heard
    await world.listen(world.ourPosts().slice(-12))
    for (const { actionId, id, post } of written) {
      expect(await world.action(actionId)).toMatchObject({ state: 'done', attempts: 1, externalId: world.ourPosts().find((one) => one.inReplyTo === post.id)!.id })
      expect(await world.db.selectFrom('reply').select('made_outside').where('conversation_id', '=', id).execute()).toEqual([{ made_outside: false }])
    }
    expect(world.ourPosts().filter((post) => post.text.startsWith('回答'))).toHaveLength(12)
    expect(await world.db.selectFrom('intake').select('reason').where('state', '=', 'parked').execute()).toEqual([])
  })

  test('stored as made elsewhere first, it turns out to be ours', async () => {
    const { id, reply, post } = await onX('最寄り駅は', '高円寺です')
    await world.pass(undo)
    const claimed = (await claimDue(world.publish))!
    await world.db.insertInto('reply').values({
      workspace_id: world.workspace.id, id: newId(), conversation_id: id, network: 'x', kind: 'public', text: '高円寺です', author_user_id: null, action_id: null, external_id: '4001',
      url: null, made_outside: true, in_reply_to: post.id, sent_at: sql<string>`app.now()`, arrival: sql<number>`nextval('arrival_seq')`,
    }).execute()
    await record(world.publish, claimed, { kind: 'done', externalId: '4001', url: null })
    const replies = await world.db.selectFrom('reply').select(['id', 'external_id']).where('conversation_id', '=', id).execute()
    expect(replies).toEqual([{ id: reply.id, external_id: '4001' }])
  })
})

describe('LINE', () => {
  test('the free way serves once and is given back when nothing left', async () => {
    const { id, actionId, key } = await onLine('予約したい', '承りました', true)
    expect(Object.keys((await world.action(actionId)).target)).toEqual(expect.not.arrayContaining(['replyToken']))
    const used = await world.as('美咲', (ctx) => readReplyOffer(ctx, { id }))
    expect(used).toMatchObject({ operation: 'push', free: false })
    await world.as('美咲', (ctx) => cancelAction(ctx, { id: actionId }))
    expect(await world.as('美咲', (ctx) => readReplyOffer(ctx, { id }))).toMatchObject({ operation: 'reply-token', free: true })
    const again = await world.reply(id, '承りました', 'reply-token')
    expect(again.action!.id).not.toBe(actionId)
    await world.pass(undo)
    await world.drain()
    expect(await stateOf(again.action!.id)).toBe('done')
    expect(world.onLine.state.sent.filter((message) => message.to === key)).toMatchObject([{ way: 'reply', message: { text: '承りました' } }])
  })

  test('another way than the person was told is refused with the new offer', async () => {
    const asked = await world.askOnLine('席はありますか', { free: true })
    await world.pass(70)
    const refused = world.reply(asked.id, 'ございます', 'reply-token')
    await expect(refused).rejects.toThrow(Conflict)
    await expect(refused).rejects.toMatchObject({ details: { offer: { operation: 'push', free: false } } })
  })

  test('the free minute passed on the way: not sent, and by push once a person says so', async () => {
    const { id, actionId, key } = await onLine('住所を教えて', '杉並区です', true)
    await world.pass(100)
    await world.drain()
    expect(await world.action(actionId)).toMatchObject({ state: 'failed', problem: { code: 'reply-token-expired' } })
    expect((await world.conversation(id)).send_trouble).toBe(true)
    await world.as('美咲', (ctx) => settleAction(ctx, { id: actionId, verdict: 'it-is-not-there-send-again' }))
    await world.drain()
    expect(await world.action(actionId)).toMatchObject({ state: 'done', operation: 'push', idempotency: 'key' })
    expect(world.onLine.state.sent.filter((message) => message.to === key).map((message) => message.way)).toEqual(['push'])
  })

  test('push: applied and cut off, the same key is sent again and nobody gets it twice', async () => {
    const { actionId, key } = await onLine('営業時間は', '10時からです', false)
    world.onLine.faults.push({ kind: 'drop-after-apply', route: PUSH }, { kind: 'status', status: 500, route: PUSH })
    await world.pass(undo)
    await world.drain()
    expect(await stateOf(actionId)).toBe('sending')
    for (let tries = 0; tries < 5 && (await stateOf(actionId)) === 'sending'; tries++) {
      await world.pass(120)
      await world.drain()
    }
    expect(await stateOf(actionId)).toBe('done')
    const keys = world.onLine.calls.to(PUSH).map((call) => call.headers['x-line-retry-key'])
    expect(keys).toHaveLength(3)
    expect(new Set(keys).size).toBe(1)
    expect(world.onLine.state.sent.filter((message) => message.to === key)).toHaveLength(1)
  })

  test('push refused after an unclear attempt is for a person: the first may have arrived', async () => {
    const { actionId } = await onLine('品番は', 'K-12です', false)
    world.onLine.faults.push({ kind: 'drop-after-apply', route: PUSH }, { kind: 'status', status: 400, body: { message: 'refused' }, route: PUSH })
    await world.pass(undo)
    await world.drain()
    await world.pass(120)
    await world.drain()
    expect(await world.action(actionId)).toMatchObject({ state: 'unknown', problem: { code: 'unknown' } })
  })

  test('the composer knows how many are left after each push', async () => {
    const left = async (id: string) => (await world.as('美咲', (ctx) => readReplyOffer(ctx, { id }))).words.ja
    const first = await onLine('送料は', '500円です', false)
    await world.pass(undo)
    await world.drain()
    const after = 5000 - world.onLine.state.used
    expect(await left(first.id)).toContain(`残り${after}通`)
    const second = await onLine('返品は', '14日以内です', false)
    await world.pass(undo)
    world.onLine.calls.clear()
    await world.drain()
    expect(await left(second.id)).toContain(`残り${after - 1}通`)
    expect(world.onLine.state.used).toBe(5000 - after + 1)
    expect(world.onLine.calls.to('/v2/bot/message/quota')).toHaveLength(0)
  })

  test('the month’s messages are used up: failed in words', async () => {
    const { actionId } = await onLine('割引は', '10%です', false)
    world.onLine.state.quota = world.onLine.state.used
    await world.pass(undo)
    await world.drain()
    world.onLine.state.quota = 5000
    expect(await world.action(actionId)).toMatchObject({ state: 'failed', problem: { code: 'monthly-limit' } })
  })

  test('the free way cut off tells nothing: a person looks, and each verdict holds', async () => {
    const cases = [await onLine('一つ目', 'A', true), await onLine('二つ目', 'B', true), await onLine('三つ目', 'C', true)]
    world.onLine.faults.push({ kind: 'drop-after-apply', route: REPLY, times: 3 })
    await world.pass(undo)
    await world.drain()
    for (const one of cases) expect(await stateOf(one.actionId)).toBe('unknown')
    expect(world.onLine.calls.to(REPLY)).toHaveLength(3)
    const [there, again, drop] = cases as [typeof cases[0], typeof cases[0], typeof cases[0]]
    const settle = (id: string, verdict: 'it-is-there' | 'it-is-not-there-send-again' | 'drop', url?: string) => world.as('美咲', (ctx) => settleAction(ctx, { id, verdict, url }))
    expect(await settle(there.actionId, 'it-is-there', 'https://chat.line.biz/account/chat/message-77')).toMatchObject({ state: 'done', externalId: 'message-77' })
    expect((await world.conversation(there.id)).waiting_since).toBeNull()
    expect(await settle(again.actionId, 'it-is-not-there-send-again')).toMatchObject({ state: 'due', operation: 'push' })
    expect(await settle(drop.actionId, 'drop')).toMatchObject({ state: 'cancelled' })
    await world.drain()
    expect(await stateOf(again.actionId)).toBe('done')
    expect((await world.action(there.actionId)).history.map((entry) => entry.name)).toContain('outbound-action.settled-by-hand')
    await expect(settle(there.actionId, 'drop')).rejects.toThrow(NotAllowedNow)
    for (const one of cases) expect((await world.conversation(one.id)).send_trouble).toBe(false)
  })
})
