import { afterAll, beforeAll, expect, test } from 'vitest'
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

test('two pages that meet the same new person at once both find them, and nothing is parked', async () => {
  const { channelId } = await firstEntry()
  for (let round = 0; round < 12; round++) {
    const source = { workspaceId: 花子.scope.workspaceId, network: 'manual', appId: null, channelId, channels: new Map<string, string>() }
    const items = (half: number) => product.parts.ports.connectors.get('manual')!.split({ items: Array.from({ length: 40 }, (_, n) => ({
      externalId: `${round}-${half}-${n}`, text: `${round} 回目、${half} 組の ${n} 番目の電話です`, via: 'phone', who: { name: `客 ${round}-${n}`, contact: `090-${round}-${n}` }, at: '2026-11-24T03:00:00Z',
    })) })
    await acceptItems(product.database.kysely, source, items(1))
    const first = drainIntake(product.parts.pipeline)
    await acceptItems(product.database.kysely, source, items(2))
    await Promise.all([first, drainIntake(product.parts.pipeline)])
  }
  await product.drain()
  expect((await 花子.request('/api/parked')).body['rows']).toEqual([])
  expect((await 花子.request('/api/mentions')).body['total']).toBe(1 + 12 * 80)
})

async function firstEntry(): Promise<{ channelId: string }> {
  await 花子.request('/api/mentions', { method: 'POST', body: { via: 'shop', who: '近所の方', text: 'いつもありがとう' } })
  await product.drain()
  const channels = await product.database.kysely.selectFrom('channel').select('id').where('network', '=', 'manual').executeTakeFirstOrThrow()
  return { channelId: channels.id }
}
