import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Context, InWorkspace, Ports, Scope } from '../../core/context.ts'
import { appendEvent } from '../../core/event/append-event.ts'
import { sealEvents } from '../../core/event/seal-events.ts'
import { verifyChain } from '../../core/event/verify-chain.ts'
import { newId } from '../../core/id.ts'
import { makeWakeSealer } from '../../core/notice.ts'
import { listenTo, notifyThrough } from '../../pipeline/listen-to.ts'
import { startRelay } from '../../pipeline/relay.ts'
import { startSealer, type Sealer } from '../../pipeline/seal.ts'
import { makeInWorkspace } from '../../storage/postgres/scope.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { seedWorkspace, type SeededWorkspace } from '../support/people.ts'

let database: TestDatabase
let inWorkspace: InWorkspace
let notify: ReturnType<typeof notifyThrough>
let stops: (() => Promise<void>)[] = []
const log = { error: (facts: object, words: string) => expect.unreachable(`${words} ${JSON.stringify(facts)}`) }

beforeAll(async () => {
  database = await openTestDatabase()
  notify = notifyThrough(database.pool)
  // Appending an event uses no port.
  inWorkspace = makeInWorkspace(database.kysely, {} as Ports)
})
afterEach(async () => {
  await Promise.all(stops.map((stop) => stop()))
  stops = []
})
afterAll(() => database.close())

async function sealer(options: Partial<Parameters<typeof startSealer>[0]> = {}): Promise<Sealer> {
  const started = await startSealer({ kysely: database.kysely, pool: database.pool, log, ...options })
  stops.push(() => started.stop())
  return started
}

function openTicket(ctx: Context, subject: string): Promise<void> {
  return appendEvent(ctx, { name: 'ticket.opened', subject: { kind: 'ticket', id: newId() }, data: { number: 7, state: 'new' }, detail: { subject } })
}

function write(scope: Scope, subject: string): Promise<void> {
  return inWorkspace(scope, (ctx) => openTicket(ctx, subject))
}

async function positions(workspace: SeededWorkspace): Promise<number[]> {
  const rows = await database.kysely.selectFrom('event').select('position').where('workspace_id', '=', workspace.id).orderBy('position').execute()
  return rows.map(({ position }) => position ?? -1)
}

/** 青空製菓 with five sealed events, each with words. */
async function withFive(): Promise<{ workspace: SeededWorkspace; eventAt: (position: number) => Promise<string> }> {
  const workspace = await seedWorkspace(database.kysely)
  for (let i = 1; i <= 5; i++) await write(workspace.people.美咲, `返金のお願い ${i}`)
  await (await sealer()).drain()
  const eventAt = async (position: number) =>
    (await database.kysely.selectFrom('event').select('id').where('workspace_id', '=', workspace.id).where('position', '=', position).executeTakeFirstOrThrow()).id
  return { workspace, eventAt }
}

describe('the sealer', () => {
  test('gives every workspace gapless positions while many write at once and commit late', async () => {
    const workspaces = await Promise.all(['青空製菓', '夕焼食品', '朝霧珈琲'].map((name) => seedWorkspace(database.kysely, { name })))
    const [one, two] = [await sealer({ pollMs: 20 }), await sealer({ pollMs: 30 })]
    await Promise.all(workspaces.flatMap((workspace, w) => ['花子', '美咲'].map(async (name, writer) => {
      for (let i = 0; i < 25; i++) {
        await inWorkspace(workspace.people[name as '花子'], async (ctx) => {
          await openTicket(ctx, `${name} ${i}`)
          // Held open for different times, so that commits overtake each other.
          await sleep((i * 7 + writer * 3 + w * 5) % 13)
        })
      }
    })))
    await Promise.all([one.drain(), two.drain()])
    for (const workspace of workspaces) {
      expect(await positions(workspace)).toEqual(Array.from({ length: 50 }, (_, i) => i + 1))
      expect(await verifyChain(database.kysely, workspace.id)).toEqual({ ok: true, events: 50, erased: 0 })
    }
  })

  test('skips no commit that comes after its successor was sealed', async () => {
    const workspace = await seedWorkspace(database.kysely)
    const sealing = await sealer()
    const [written, mayCommit] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const late = inWorkspace(workspace.people.花子, async (ctx) => {
      await openTicket(ctx, '先に書いた')
      written.resolve()
      await mayCommit.promise
    })
    await written.promise
    await write(workspace.people.美咲, '先に確定した')
    await sealing.drain()
    expect(await positions(workspace)).toEqual([1])
    mayCommit.resolve()
    await late
    await sealing.drain()
    expect(await positions(workspace)).toEqual([1, 2])
    const { rows } = await sql<{ subject: string }>`
      select d.detail->>'subject' as subject from event e join event_detail d on d.event_id = e.id where e.workspace_id = ${workspace.id} order by e.position`.execute(database.kysely)
    expect(rows.map(({ subject }) => subject)).toEqual(['先に確定した', '先に書いた'])
    expect(await verifyChain(database.kysely, workspace.id)).toMatchObject({ ok: true, events: 2 })
  })

  test('steps back while another process seals', async () => {
    const workspace = await seedWorkspace(database.kysely)
    await write(workspace.people.花子, '待つ')
    await database.kysely.transaction().execute(async (db) => {
      expect(await sealEvents(db)).toMatchObject({ kind: 'sealed' })
      expect(await database.kysely.transaction().execute((other) => sealEvents(other))).toEqual({ kind: 'busy' })
    })
    expect(await positions(workspace)).toEqual([1])
  })

  test('loses nothing when it dies in the middle of a batch', async () => {
    const workspace = await seedWorkspace(database.kysely)
    await write(workspace.people.花子, '途中で落ちる')
    await expect(database.kysely.transaction().execute(async (db) => {
      await sealEvents(db)
      throw new Error('killed')
    })).rejects.toThrow('killed')
    expect(await positions(workspace)).toEqual([-1])
    await (await sealer()).drain()
    expect(await positions(workspace)).toEqual([1])
  })

  test('is woken by NOTIFY and does not wait for its poll', async () => {
    const workspace = await seedWorkspace(database.kysely)
    const heard = Promise.withResolvers<void>()
    const sealing = await sealer({ pollMs: 3_600_000, announce: (heads) => heads.some(({ workspaceId }) => workspaceId === workspace.id) && heard.resolve() })
    await sealing.drain()
    const wake = makeWakeSealer(notify, (ms, then) => void setTimeout(then, ms))
    await write(workspace.people.花子, '起こす')
    wake()
    await heard.promise
    expect(await positions(workspace)).toEqual([1])
  })

  test('the bound role may add events and neither change nor remove them', async () => {
    const { workspace } = await withFive()
    await expect(inWorkspace(workspace.people.花子, (ctx) => ctx.db.updateTable('event').set({ name: 'ticket.changed' }).execute())).rejects.toThrow('permission denied')
    await expect(inWorkspace(workspace.people.花子, (ctx) => ctx.db.deleteFrom('event').execute())).rejects.toThrow('permission denied')
    await expect(inWorkspace(workspace.people.花子, (ctx) => ctx.db.updateTable('event_head').set({ position: 0 }).execute())).rejects.toThrow('permission denied')
    expect(await verifyChain(database.kysely, workspace.id)).toEqual({ ok: true, events: 5, erased: 0 })
  })
})

describe('verifying a chain', () => {
  test.each([
    ['what happened', sql`name = 'ticket.changed'`],
    ['who did it', sql`actor_id = 'somebody-else'`],
    ['when it happened', sql`at = at + interval '1 microsecond'`],
    ['the state it led to', sql`data = jsonb_set(data, '{state}', '"solved"')`],
    ['the digest of the words', sql`detail_digest = null`],
  ])('finds a change of %s', async (_what, change) => {
    const { workspace, eventAt } = await withFive()
    await sql`update event set ${change} where id = ${await eventAt(3)}`.execute(database.kysely)
    expect(await verifyChain(database.kysely, workspace.id)).toMatchObject({ ok: false, position: 3, fault: 'changed' })
  })

  test('finds changed words', async () => {
    const { workspace, eventAt } = await withFive()
    await sql`update event_detail set detail = '{"subject": "返金は不要です"}' where event_id = ${await eventAt(2)}`.execute(database.kysely)
    expect(await verifyChain(database.kysely, workspace.id)).toMatchObject({ ok: false, position: 2, fault: 'detail-changed' })
  })

  test.each([[3], [5]])('finds that event %i of 5 is gone', async (position) => {
    const { workspace, eventAt } = await withFive()
    const id = await eventAt(position)
    await database.kysely.deleteFrom('event_detail').where('event_id', '=', id).execute()
    await database.kysely.deleteFrom('event').where('id', '=', id).execute()
    expect(await verifyChain(database.kysely, workspace.id)).toMatchObject({ ok: false, position, fault: 'missing' })
  })

  test('counts erased words as erased, and the chain stays valid', async () => {
    const { workspace, eventAt } = await withFive()
    await database.kysely.deleteFrom('event_detail').where('event_id', 'in', [await eventAt(2), await eventAt(4)]).execute()
    expect(await verifyChain(database.kysely, workspace.id)).toEqual({ ok: true, events: 5, erased: 2 })
  })

  test('of a workspace where nothing happened is valid', async () => {
    const workspace = await seedWorkspace(database.kysely)
    expect(await verifyChain(database.kysely, workspace.id)).toEqual({ ok: true, events: 0, erased: 0 })
  })
})

describe('the relay', () => {
  test('tells every process how far a workspace is sealed, also when the sealer died before telling', async () => {
    const workspace = await seedWorkspace(database.kysely)
    const heard: { workspace: string; position: number }[] = []
    let next = Promise.withResolvers<void>()
    const listening = await listenTo(database.pool, 'kikimimi_events', (payload) => {
      const news = JSON.parse(payload) as { workspace: string; position: number }
      if (news.workspace !== workspace.id) return
      heard.push(news)
      next.resolve()
    })
    stops.push(() => listening.close())
    const relay = startRelay({ kysely: database.kysely, notify, log, pollMs: 30 })
    stops.push(() => relay.stop())

    await write(workspace.people.花子, '一通目')
    await (await sealer({ pollMs: 3_600_000, announce: relay.announce })).drain()
    await next.promise
    expect(heard.at(-1)).toEqual({ workspace: workspace.id, position: 1 })

    await write(workspace.people.花子, '二通目')
    await database.kysely.transaction().execute((db) => sealEvents(db))
    while (heard.at(-1)!.position < 2) {
      next = Promise.withResolvers()
      await next.promise
    }
    expect(heard.at(-1)).toEqual({ workspace: workspace.id, position: 2 })
  })

  test('a listener whose connection is cut hears of the gap and listens again', async () => {
    const gap = Promise.withResolvers<void>()
    const again = Promise.withResolvers<string>()
    const listening = await listenTo(database.pool, 'kikimimi_arrivals', (payload) => again.resolve(payload), () => gap.resolve())
    stops.push(() => listening.close())
    await sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and query like 'listen%'`.execute(database.kysely)
    await gap.promise
    await notify('kikimimi_arrivals', '青空')
    expect(await again.promise).toBe('青空')
  })

  test('listeners of one pool share one connection, and the last one to go gives it back', async () => {
    const count = async () => (await sql<{ n: number }>`select count(*)::int as n from pg_stat_activity where datname = current_database() and query ~ '^(un)?listen'`.execute(database.kysely)).rows[0]!.n
    const before = await count()
    const all = await Promise.all(['kikimimi_seal', 'kikimimi_events', 'kikimimi_arrivals', 'kikimimi_seal'].map((channel) => listenTo(database.pool, channel, () => {})))
    expect(await count()).toBe(before + 1)
    for (const listening of all) await listening.close()
    while ((await count()) > before) await sleep(10)
  })
})

test('waking the sealer sends at most one NOTIFY a moment, and always one after the last call', async () => {
  const sent: string[] = []
  const pauses: (() => void)[] = []
  const wake = makeWakeSealer(async (channel) => void sent.push(channel), (_ms, then) => pauses.push(then))
  for (let i = 0; i < 100; i++) wake()
  expect(sent).toEqual(['kikimimi_seal'])
  pauses.shift()!()
  expect(sent).toHaveLength(2)
  pauses.shift()!()
  expect(sent).toHaveLength(2)
  wake()
  expect(sent).toHaveLength(3)
})
