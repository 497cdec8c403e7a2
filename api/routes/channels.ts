import { Hono, type Context as HonoContext } from 'hono'
import { changeChannel } from '../../core/channel/change-channel.ts'
import { ChangeChannelInput, ConnectChannelInput, CreateAppInput, type Addresses } from '../../core/channel/channel.ts'
import { connectChannel } from '../../core/channel/connect-channel.ts'
import { createApp } from '../../core/channel/create-app.ts'
import { deleteApp } from '../../core/channel/delete-app.ts'
import { deleteChannel } from '../../core/channel/delete-channel.ts'
import { listApps } from '../../core/channel/list-apps.ts'
import { listChannels, readChannel } from '../../core/channel/list-channels.ts'
import { listNetworks } from '../../core/channel/list-networks.ts'
import { requireAbility } from '../../core/guard.ts'
import type { Env } from '../deps.ts'
import { atMost } from '../limit-rate.ts'
import { may } from '../route.ts'
import { idInPath, validate } from '../validate.ts'
import { ifMatch, work } from '../work.ts'

export const channels = new Hono<Env>()
  .get('/networks', may('read', 'What each network can do, and what its forms ask for'), async (c) => c.json(await work(c, async (ctx) => listNetworks(ctx))))
  .get('/apps', may('channels', 'Lists our registrations with networks, with the webhook address of each'), async (c) => c.json(await work(c, (ctx) => listApps(ctx, addresses(c)))))
  .post('/apps', may('secrets', 'Registers an app with its secrets, which are never shown again', { creates: true }), validate('json', CreateAppInput), async (c) => {
    const input = c.req.valid('json')
    return c.json(await work(c, (ctx) => createApp(ctx, input, addresses(c))), 201)
  })
  .delete('/apps/:id', may('secrets', 'Deletes an app that serves no channel', { answers: { 204: 'Deleted' } }), idInPath(), async (c) => {
    const input = c.req.valid('param')
    await work(c, (ctx) => deleteApp(ctx, input))
    return c.body(null, 204)
  })
  .get('/channels', may('read', 'Lists the channels with their health'), async (c) => c.json(await work(c, (ctx) => listChannels(ctx, addresses(c)))))
  .post('/channels', may('secrets', 'Connects the account that the network names for these credentials', { creates: true }), atMost(20, 'connect'), validate('json', ConnectChannelInput), async (c) => {
    const input = c.req.valid('json')
    const { network, credentials, config, appId = null } = input
    // Outside any transaction: the network may take its time.
    const checked = await c.var.deps.checkCredentials({ workspaceId: c.var.scope.workspaceId, network, appId, credentials, config })
    const view = await work(c, (ctx) => connectChannel(ctx, input, checked, addresses(c)))
    await c.var.deps.queue.wake('poll')
    return c.json(view, 201)
  })
  .patch('/channels/:id', may('channels', 'Renames, pauses, sets the interval; teams and credentials ask for their own rights', { versioned: true }), idInPath(), validate('json', ChangeChannelInput.omit({ id: true, version: true })), async (c) => {
    const input = { ...c.req.valid('json'), ...c.req.valid('param'), version: ifMatch(c) }
    const checked = input.credentials ? await checkAgain(c, input.id, input.credentials) : null
    return c.json(await work(c, (ctx) => changeChannel(ctx, input, addresses(c), checked)))
  })
  .delete('/channels/:id', may('secrets', 'Disconnects; what it brought stays, behind its wall', { versioned: true, answers: { 204: 'Deleted' } }), idInPath(), async (c) => {
    const input = { ...c.req.valid('param'), version: ifMatch(c) }
    await work(c, (ctx) => deleteChannel(ctx, input))
    return c.body(null, 204)
  })
  .post('/channels/:id/check', may('channels', 'The round trip: asks the network whether credentials hold and whether it sends to us'), atMost(20, 'check'), idInPath(), async (c) => {
    const input = c.req.valid('param')
    await work(c, (ctx) => readChannel(ctx, input, addresses(c)))
    await c.var.deps.checkChannel(c.var.scope, input.id)
    c.var.deps.wakeSealer()
    return c.json(await work(c, (ctx) => readChannel(ctx, input, addresses(c))))
  })

async function checkAgain(c: HonoContext<Env>, id: string, credentials: Record<string, string>) {
  const { network, appId } = await work(c, (ctx) => {
    requireAbility(ctx, 'secrets')
    return readChannel(ctx, { id }, addresses(c))
  })
  return c.var.deps.checkCredentials({ workspaceId: c.var.scope.workspaceId, network, appId, credentials, config: {} })
}

function addresses(c: HonoContext<Env>): Addresses {
  return { publicUrl: c.var.deps.config.publicUrl }
}
