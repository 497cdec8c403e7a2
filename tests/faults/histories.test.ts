import { randomInt } from 'node:crypto'
import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildEvent } from '../../fixtures/simulators/line/events.ts'
import { postCreated, postDeleted, type XActivity } from '../../fixtures/simulators/x/events.ts'
import { advanceClock } from '../support/database.ts'
import { seeded } from './seeded.ts'
import { openSweetShop, type SweetShop } from './sweet-shop.ts'

/**
 * What people did at the networks, told to us in any order, twice, and in any cut of pages, must end as what is true there:
 * the last version, or nothing of the words anywhere once they were deleted.
 */
const rounds = Number(process.env['FAULT_ROUNDS'] ?? 1)
const seed = Number(process.env['FAULT_SEED'] ?? randomInt(2 ** 31))

let shop: SweetShop
let serial = 0
beforeAll(async () => { shop = await openSweetShop() })
afterAll(async () => { await shop?.stop() })

interface History {
  network: 'x' | 'line'
  edits: number
  isDeleted: boolean
  withPhoto: boolean
}

const history = fc.record({ network: fc.constantFrom('x' as const, 'line' as const), edits: fc.integer({ min: 0, max: 3 }), isDeleted: fc.boolean(), withPhoto: fc.boolean() })
const told = fc.record({ histories: fc.array(history, { minLength: 1, maxLength: 6 }), order: fc.integer(), bothAtOnce: fc.boolean() })

/** What is told of one message, and what must be left of it. Each version has a word of its own, which is searched for everywhere. */
interface Told {
  network: string
  externalId: string
  tellings: (() => Promise<number>)[]
  words: string[]
  /** Null: deleted. */
  last: string | null
}

test(`histories end alike whatever way they come (FAULT_SEED=${seed})`, async () => {
  await fc.assert(fc.asyncProperty(told, async ({ histories, order, bothAtOnce }) => {
    const random = seeded(order)
    const messages = histories.map(happen)
    const tellings = messages.flatMap(({ tellings }) => tellings.flatMap((tell) => (random() < 0.3 ? [tell, tell] : [tell])))
    for (const tell of shuffle(tellings, random)) {
      expect(await tell()).toBe(200)
      if (random() < 0.3) await (bothAtOnce ? Promise.all([shop.product.drain(), shop.product.drain()]) : shop.product.drain())
    }
    await shop.product.drain()
    // What spoke of a message that was not there yet is looked at once more.
    await advanceClock(shop.product.database.kysely, { seconds: 70 })
    await shop.product.drain()
    for (const message of messages) await expectTruth(message)
  }), { seed, numRuns: 12 * rounds, endOnFailure: true })
}, 180_000 * rounds)

function happen(history: History): Told {
  const number = ++serial
  const words = Array.from({ length: history.edits + 1 }, (_, version) => `hanashi${seed % 1000}n${number}v${version}`)
  return history.network === 'x' ? happenOnX(history, words, number) : happenOnLine(history, words, number)
}

function happenOnX({ edits, isDeleted, withPhoto }: History, words: string[], number: number): Told {
  const { x } = shop.networks
  const text = (version: number) => `@${x.state.ownUser.username} ${words[version]} と書きました`
  const first = x.post({ author: `hito${number}`, text: text(0), webhookOnly: true, ...(withPhoto ? { photo: 'manju' } : {}) }, true)
  const created = (post: typeof first) => postCreated(x.state, post, x.url).find(({ type }) => type === 'post.mention.create')!
  const activities: XActivity[] = [created(first)]
  for (let version = 1; version <= edits; version++) activities.push(created(x.state.editPost(first.id, text(version))!))
  if (isDeleted) activities.push(...x.state.deletePost(first.id).map((post) => ({ ...postDeleted(post), userIds: [x.state.ownUser.id] })))
  return { network: 'x', externalId: first.id, words, last: isDeleted ? null : words.at(-1)!, tellings: activities.map((activity) => () => shop.fromX(activity)) }
}

function happenOnLine({ edits, isDeleted }: History, words: string[], number: number): Told {
  const { line } = shop.networks
  const who = (version: number) => ({ user: `友${number}`, at: line.clock.now() + version * 2000 })
  const first = buildEvent(line.state, line.clock, who(0), { type: 'text', text: words[0]! })
  const id = (first['message'] as { id: string }).id
  const events = [first]
  for (let version = 1; version <= edits; version++) events.push(buildEvent(line.state, line.clock, who(version), { type: 'edit', messageId: id, text: words[version]! }))
  if (isDeleted) events.push(buildEvent(line.state, line.clock, who(9), { type: 'unsend', messageId: id }))
  return { network: 'line', externalId: id, words, last: isDeleted ? null : words.at(-1)!, tellings: events.map((event) => () => shop.fromLine([event])) }
}

async function expectTruth({ network, externalId, words, last }: Told): Promise<void> {
  const db = shop.product.database.kysely
  const { rows } = await sql<{ text: string; deleted: boolean; searched: boolean; media: number }>`
    select m.text, m.deleted_at is not null as deleted, s.mention_id is not null as searched, jsonb_array_length(m.media) as media
      from mention m left join mention_search s on s.mention_id = m.id where m.network = ${network} and m.external_id = ${externalId}`.execute(db)
  if (last !== null) {
    expect(rows).toMatchObject([{ deleted: false, searched: true, text: expect.stringContaining(last) }])
    const found = await shop.花子.request(`/api/mentions?q=${last}`)
    expect(found.body['total'], last).toBe(1)
    return
  }
  expect(rows.filter((row) => row.text !== '' || row.searched || row.media > 0 || !row.deleted)).toEqual([])
  for (const word of words) expect(await placesOf(word), `${network}/${externalId} ${word}`).toEqual([])
}

/** Every table that still holds the word, in whatever column. */
async function placesOf(word: string): Promise<string[]> {
  const db = shop.product.database.kysely
  const { rows: tables } = await sql<{ name: string }>`select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'`.execute(db)
  const found: string[] = []
  for (const { name } of tables) {
    const hit = await sql<object>`select 1 from ${sql.table(name)} t where strpos(t::text, ${word}) > 0 or strpos(t::text, ${Buffer.from(word).toString('hex')}) > 0 limit 1`.execute(db)
    if (hit.rows.length > 0) found.push(name)
  }
  return found
}

function shuffle<T>(list: readonly T[], random: () => number): T[] {
  return list.map((one) => ({ one, at: random() })).sort((a, b) => a.at - b.at).map(({ one }) => one)
}
