import { afterAll, beforeAll, expect, test } from 'vitest'
import { feed } from '../../../connectors/feed/connector.ts'
import { line } from '../../../connectors/line/connector.ts'
import { x } from '../../../connectors/x/connector.ts'
import { changeChannel } from '../../../core/channel/change-channel.ts'
import { connectChannel } from '../../../core/channel/connect-channel.ts'
import { createApp } from '../../../core/channel/create-app.ts'
import { deleteApp } from '../../../core/channel/delete-app.ts'
import { deleteChannel } from '../../../core/channel/delete-channel.ts'
import { listApps } from '../../../core/channel/list-apps.ts'
import { listChannels, readChannel } from '../../../core/channel/list-channels.ts'
import { listNetworks } from '../../../core/channel/list-networks.ts'
import { Conflict, Forbidden, InvalidInput, NotFound } from '../../../core/errors.ts'
import { listParked } from '../../../core/intake/list-parked.ts'
import { replayParked } from '../../../core/intake/replay-parked.ts'
import { readSystem } from '../../../core/system/read-system.ts'
import { behindWall, openCompany, portsForVerbs, type Company } from './company.ts'

const addresses = { publicUrl: new URL('https://kikimimi.example.jp') }
const checked = { externalId: 'U123', name: '青空製菓【公式】', handle: '@aozora', subscribed: true }

let company: Company
beforeAll(async () => {
  company = await openCompany({ ports: { ...portsForVerbs, connectors: new Map([feed, line, x].map((connector) => [connector.network, connector])) } })
})
afterAll(() => company?.database.close())

const as = (name: '花子' | '健' | '美咲' | '一郎') => company.workspace.people[name]
const inAs = <T>(name: '花子' | '健' | '美咲' | '一郎', work: Parameters<typeof company.inWorkspace<T>>[1]) => company.inWorkspace(as(name), work)

test('an app and its channel: secrets are sealed in their own place and never shown', async () => {
  await expect(inAs('健', (ctx) => createApp(ctx, { network: 'line', name: '公式', credentials: { channelSecret: 's' } }, addresses))).rejects.toBeInstanceOf(Forbidden)
  await expect(inAs('花子', (ctx) => createApp(ctx, { network: 'line', name: '公式', credentials: {} }, addresses))).rejects.toMatchObject({ details: { missing: ['channelSecret'] } })
  await expect(inAs('花子', (ctx) => createApp(ctx, { network: 'line', name: '公式', credentials: { channelSecret: 's', other: 'x' } }, addresses))).rejects.toMatchObject({ details: { unknown: ['other'] } })
  const app = await inAs('花子', (ctx) => createApp(ctx, { network: 'line', name: '公式', credentials: { channelSecret: ' とても秘密 ' } }, addresses))
  expect(app.webhookUrl).toMatch(/^https:\/\/kikimimi\.example\.jp\/webhooks\/line\/[\w-]{22}$/)
  const input = { network: 'line', appId: app.id, credentials: { channelAccessToken: '鍵' } }
  await expect(inAs('花子', (ctx) => connectChannel(ctx, { ...input, appId: undefined }, checked, addresses))).rejects.toBeInstanceOf(InvalidInput)
  const channel = await inAs('花子', (ctx) => connectChannel(ctx, input, checked, addresses))
  expect(channel).toMatchObject({ name: '青空製菓【公式】', externalId: 'U123', state: 'connected', appId: app.id, webhookUrl: app.webhookUrl, pollEverySeconds: null, subscriptionSeenAt: expect.any(String) })
  await expect(inAs('花子', (ctx) => connectChannel(ctx, input, checked, addresses))).rejects.toBeInstanceOf(Conflict)
  const shown = JSON.stringify([await inAs('花子', (ctx) => listApps(ctx, addresses)), await inAs('花子', (ctx) => listChannels(ctx, addresses))])
  expect(shown).not.toContain('秘密')
  expect(shown).not.toContain('sealed')
  const stored = await company.database.kysely.selectFrom('channel').select('credentials').where('id', '=', channel.id).executeTakeFirstOrThrow()
  expect(stored.credentials).toBe(`sealed:${channel.id}:credentials:${Buffer.from(JSON.stringify({ channelAccessToken: '鍵' })).toString('base64')}`)
  await expect(inAs('花子', (ctx) => deleteApp(ctx, { id: app.id }))).rejects.toMatchObject({ code: 'app_in_use' })
})

test('a feed needs no app, polls at its own pace, and keeps its address in the open', async () => {
  const url = 'https://news.example.jp/feed.xml'
  const channel = await inAs('花子', (ctx) => connectChannel(ctx, { network: 'feed', config: { url }, pollEverySeconds: 600 }, { externalId: url, name: 'お知らせ', handle: null, subscribed: null }, addresses))
  expect(channel).toMatchObject({ pollEverySeconds: 600, appId: null, webhookUrl: null, subscriptionSeenAt: null })
  const stored = await company.database.kysely.selectFrom('channel').select(['config', 'next_poll_at']).where('id', '=', channel.id).executeTakeFirstOrThrow()
  expect(stored).toMatchObject({ config: { url }, next_poll_at: expect.any(Date) })
  expect(await inAs('健', (ctx) => changeChannel(ctx, { id: channel.id, version: 1, paused: true }, addresses))).toMatchObject({ state: 'paused', version: 2 })
  await expect(inAs('健', (ctx) => changeChannel(ctx, { id: channel.id, version: 1, paused: false }, addresses))).rejects.toBeInstanceOf(Conflict)
  expect(await inAs('健', (ctx) => changeChannel(ctx, { id: channel.id, paused: false, name: '広報' }, addresses))).toMatchObject({ state: 'connected', name: '広報' })
  expect(await company.eventsOf(channel.id)).toEqual(['channel.connected', 'channel.changed', 'channel.changed'])
})

test('walls and secrets are changed by administrators; new credentials must be of the same account', async () => {
  const change = (name: '花子' | '健' | '美咲', input: object, answer: typeof checked | null = null) =>
    inAs(name, (ctx) => changeChannel(ctx, { id: company.channels.x, ...input }, addresses, answer))
  await expect(change('美咲', { name: 'x' })).rejects.toBeInstanceOf(Forbidden)
  await expect(change('健', { teamIds: [] })).rejects.toBeInstanceOf(Forbidden)
  await expect(change('健', { credentials: {} })).rejects.toBeInstanceOf(Forbidden)
  expect(await change('花子', { teamIds: [company.workspace.teams.マーケ] })).toMatchObject({ teamIds: [company.workspace.teams.マーケ] })
  const keys = Object.fromEntries(x.channelFields.filter((field) => field.required).map((field) => [field.key, 'k']))
  await expect(change('花子', { credentials: keys }, checked)).rejects.toBeInstanceOf(InvalidInput)
  await company.database.kysely.updateTable('channel').set({ state: 'needs_reconnect' }).where('id', '=', company.channels.x).execute()
  expect(await change('花子', { credentials: keys }, { ...checked, externalId: 'x-account' })).toMatchObject({ state: 'connected', handle: '@aozora' })
  const walled = behindWall(as('健'), [company.channels.line])
  await expect(company.inWorkspace(walled, (ctx) => readChannel(ctx, { id: company.channels.x }, addresses))).rejects.toBeInstanceOf(NotFound)
  await expect(company.inWorkspace(walled, (ctx) => changeChannel(ctx, { id: company.channels.x, name: '壁越え' }, addresses))).rejects.toBeInstanceOf(NotFound)
  const other = await openCompany({ name: '港の書店', database: company.database })
  await expect(inAs('花子', (ctx) => changeChannel(ctx, { id: other.channels.x, name: '他社' }, addresses))).rejects.toBeInstanceOf(NotFound)
})

test('a deleted channel forgets its credentials, keeps its wall, and comes back as what it was', async () => {
  const app = await inAs('花子', (ctx) => createApp(ctx, { network: 'line', name: '二つ目', credentials: { channelSecret: 's' } }, addresses))
  const input = { network: 'line', appId: app.id, credentials: { channelAccessToken: 't' } }
  const account = { ...checked, externalId: 'U456' }
  const channel = await inAs('花子', (ctx) => connectChannel(ctx, input, account, addresses))
  await inAs('花子', (ctx) => changeChannel(ctx, { id: channel.id, teamIds: [company.workspace.teams.サポート] }, addresses))
  await expect(inAs('健', (ctx) => deleteChannel(ctx, { id: channel.id }))).rejects.toBeInstanceOf(Forbidden)
  await inAs('花子', (ctx) => deleteChannel(ctx, { id: channel.id }))
  await expect(inAs('花子', (ctx) => readChannel(ctx, { id: channel.id }, addresses))).rejects.toBeInstanceOf(NotFound)
  const stored = await company.database.kysely.selectFrom('channel').select(['credentials', 'state', 'app_id']).where('id', '=', channel.id).executeTakeFirstOrThrow()
  expect(stored).toEqual({ credentials: null, state: 'paused', app_id: null })
  expect(await inAs('花子', (ctx) => connectChannel(ctx, input, account, addresses))).toMatchObject({ id: channel.id, teamIds: [company.workspace.teams.サポート], state: 'connected' })
  await inAs('花子', (ctx) => deleteChannel(ctx, { id: channel.id }))
  await inAs('花子', (ctx) => deleteApp(ctx, { id: app.id }))
  expect(await company.eventsOf(channel.id)).toEqual(['channel.connected', 'channel.changed', 'channel.deleted', 'channel.connected', 'channel.deleted'])
})

test('what cannot pass is listed with its bytes and goes back to waiting', async () => {
  const park = (raw: Buffer, reason: string, channelId: string | null = company.channels.x) => company.database.kysely.insertInto('intake').values({
    workspace_id: company.workspace.id, source_id: channelId ?? company.channels.x, app_id: null, channel_id: channelId, network: 'x', kind: 'mention', dedupe_key: `${reason}-${raw.length}`,
    raw, state: 'parked', attempts: 3, step: 'read-item', reason,
  }).returning('seq').executeTakeFirstOrThrow()
  const text = await park(Buffer.from('{"text":"壊れた形"}'), 'no author')
  const bytes = await park(Buffer.from([0xff, 0xfe, 0x00]), 'not json', company.channels.line)
  const page = await inAs('健', (ctx) => listParked(ctx, {}))
  expect(page.rows).toMatchObject([
    { seq: bytes.seq, encoding: 'base64', raw: '//4A', channel: { name: '青空製菓 line' } },
    { seq: text.seq, encoding: 'utf8', raw: '{"text":"壊れた形"}', step: 'read-item', reason: 'no author', byteSize: 23 },
  ])
  const walled = behindWall(as('健'), [company.channels.x])
  expect((await company.inWorkspace(walled, (ctx) => listParked(ctx, {}))).rows.map((row) => row.seq)).toEqual([text.seq])
  expect(await company.inWorkspace(walled, (ctx) => replayParked(ctx, { seqs: [text.seq, bytes.seq] }))).toEqual({ replayed: 1 })
  expect(await inAs('健', (ctx) => replayParked(ctx, { reason: 'not json' }))).toEqual({ replayed: 1 })
  const rows = await company.database.kysely.selectFrom('intake').select(['state', 'attempts', 'reason']).execute()
  expect(rows).toEqual([{ state: 'waiting', attempts: 0, reason: null }, { state: 'waiting', attempts: 0, reason: null }])
  expect(await company.eventsOf(String(text.seq))).toEqual(['intake.replayed'])
  await expect(inAs('美咲', (ctx) => listParked(ctx, {}))).rejects.toBeInstanceOf(Forbidden)
  await expect(inAs('健', (ctx) => replayParked(ctx, {}))).rejects.toBeInstanceOf(InvalidInput)
})

test('networks are told with their forms, and the system page with its lanes', async () => {
  const networks = await inAs('一郎', async (ctx) => listNetworks(ctx))
  expect(networks.map((network) => network.network).toSorted()).toEqual(['feed', 'line', 'x'])
  expect(networks.find((network) => network.network === 'line')!.appFields).toMatchObject([{ key: 'channelSecret', secret: true, required: true }])
  const facts = { version: '0.1.0', languageVersion: 'test', startedAt: new Date().toISOString(), keyFile: './data/keys/kek' }
  const system = await inAs('健', (ctx) => readSystem(ctx, facts))
  expect(system.databaseVersion).toMatch(/^1[5-9]/)
  expect(system.storageBytes).toBeGreaterThan(1_000_000)
  expect(system.lanes.map((lane) => lane.lane)).toEqual(['intake', 'outbound', 'events', 'index'])
  expect(system.lanes[0]).toMatchObject({ depth: 2, parked: 0 })
  await expect(inAs('美咲', (ctx) => readSystem(ctx, facts))).rejects.toBeInstanceOf(Forbidden)
})
