import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '../../core/id.ts'
import { acceptItems } from '../../core/intake/accept-items.ts'
import { drainIntake } from '../../pipeline/listen/worker.ts'
import { startTestProduct, type Person, type TestProduct } from '../support/product.ts'

let product: TestProduct
let 花子: Person

beforeAll(async () => {
  product = await startTestProduct()
  花子 = await product.setUp()
})
afterAll(async () => { await product?.stop() })

test('a person and a conversation that another page is writing at this moment are found, not parked', async () => {
  const db = product.database.kysely
  await 花子.request('/api/mentions', { method: 'POST', body: { via: 'shop', who: '近所の方', text: 'いつもありがとう' } })
  await product.drain()
  const { id: channelId } = await db.selectFrom('channel').select('id').where('network', '=', 'manual').executeTakeFirstOrThrow()
  const workspaceId = 花子.scope.workspaceId
  const items = product.parts.ports.connectors.get('manual')!.split({ externalId: 'e-1', text: '電話で尋ねられました', via: 'phone', who: '客', at: '2026-11-24T03:00:00Z' })
  await acceptItems(db, { workspaceId, network: 'manual', appId: null, channelId, channels: new Map() }, items)

  let drained: Promise<number> | undefined
  await db.transaction().execute(async (other) => {
    const profileId = newId()
    await other.insertInto('profile').values({ workspace_id: workspaceId, id: profileId, network: 'manual', external_id: 'entry:e-1', handle: null, name: '客', avatar_url: null, avatar_media_id: null, followers: null, fetch_channel_id: null }).execute()
    await other.insertInto('conversation').values({
      workspace_id: workspaceId, id: newId(), channel_id: channelId, network: 'manual', external_key: 'phone:entry:e-1', profile_id: profileId, assignee_id: null, team_id: null,
      last_mention_id: null, last_mention_at: '2026-11-24T03:00:00Z', reply_token: null, arrival: 1_000_000,
    }).execute()
    drained = drainIntake(product.parts.pipeline)
    await expect.poll(async () => (await sql<{ waits: number }>`select count(*)::int as waits from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`.execute(db)).rows[0]!.waits, { timeout: 20_000 }).toBeGreaterThan(0)
  })
  await drained
  expect((await 花子.request('/api/parked')).body['rows']).toEqual([])
  expect((await 花子.request('/api/conversations?view=all')).body['total']).toBe(2)
})
