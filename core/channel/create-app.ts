import { randomBytes } from 'node:crypto'
import type { Context } from '../context.ts'
import { appendEvent } from '../event/append-event.ts'
import { parseInput, requireAbility } from '../guard.ts'
import { newId } from '../id.ts'
import { CreateAppInput, type Addresses, type AppView } from './channel.ts'
import { appViews } from './list-apps.ts'
import { connectorFor, readFields } from './read-fields.ts'

/** Our registration with a network, and the webhook address that belongs to it. Its secrets are sealed here and never shown again. */
export async function createApp(ctx: Context, input: CreateAppInput, addresses: Addresses): Promise<AppView> {
  requireAbility(ctx, 'secrets')
  const asked = parseInput(CreateAppInput, input)
  const secrets = readFields(connectorFor(ctx, asked.network).appFields, asked.credentials)
  const id = newId()
  await ctx.db.insertInto('app').values({
    workspace_id: ctx.scope.workspaceId, id, network: asked.network, key: randomBytes(16).toString('base64url'), name: asked.name,
    secrets: ctx.ports.seal(JSON.stringify(secrets), { workspaceId: ctx.scope.workspaceId, rowId: id, network: asked.network, column: 'secrets' }),
  }).execute()
  await appendEvent(ctx, { name: 'app.created', subject: { kind: 'app', id }, data: { network: asked.network }, detail: { name: asked.name } })
  return (await appViews(ctx, addresses, id))[0]!
}
