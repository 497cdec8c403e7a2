import { afterAll, beforeAll, expect, test } from 'vitest'
import { defaultLineBot, signLine } from '../../fixtures/simulators/line.ts'
import { startSimulator } from '../../fixtures/simulators/simulators.ts'
import type { LineSimulator } from '../../fixtures/simulators/line.ts'
import { startTestProduct, type Person, type TestProduct } from '../support/product.ts'

let product: TestProduct
let line: LineSimulator
let 花子: Person

beforeAll(async () => {
  line = await startSimulator('line')
  product = await startTestProduct({ env: { LINE_BASE_URL: line.url, LINE_DATA_BASE_URL: line.url } })
  花子 = await product.setUp()
})
afterAll(async () => {
  await product?.stop()
  await line?.stop()
})

test('what came for an account before it was connected is kept, shown, and read once it is', async () => {
  const app = await 花子.request('/api/apps', { method: 'POST', body: { network: 'line', name: 'LINE', credentials: { channelSecret: line.credentials.channelSecret } } })
  const path = new URL(String(app.body['webhookUrl'])).pathname
  const body = JSON.stringify({ destination: defaultLineBot.userId, events: [{
    type: 'message', webhookEventId: '01JAAAAAAAAAAAAAAAAAAAAAA1', timestamp: Date.parse('2026-11-24T03:00:00Z'), mode: 'active', deliveryContext: { isRedelivery: false },
    source: { type: 'user', userId: `U${'a'.repeat(32)}` }, message: { type: 'text', id: '5000000000000000001', text: '開店は何時ですか' },
  }] })
  const answer = await product.fetch(new Request(`http://127.0.0.1:8787${path}`, { method: 'POST', body, headers: { 'x-line-signature': signLine(body, line.credentials.channelSecret) } }))
  expect(answer.status).toBe(200)
  await product.drain()
  const parked = await 花子.request('/api/parked')
  const rows = parked.body['rows'] as { seq: number; reason: string; raw: string }[]
  expect(rows).toMatchObject([{ reason: 'no connected channel for this account', raw: expect.stringContaining('開店は何時ですか') }])

  const channel = await 花子.request('/api/channels', { method: 'POST', body: { network: 'line', appId: app.body['id'], credentials: { channelAccessToken: line.credentials.channelAccessToken } } })
  expect(channel.status, JSON.stringify(channel.body)).toBeLessThan(300)
  expect((await 花子.request('/api/parked/replay', { method: 'POST', body: { seqs: [rows[0]!.seq] } })).body).toEqual({ replayed: 1 })
  await product.drain()
  expect((await 花子.request('/api/conversations?view=waiting')).body).toMatchObject({ total: 1, rows: [{ last: { text: '開店は何時ですか' } }] })
  expect((await 花子.request('/api/parked')).body['rows']).toEqual([])
})
