import { createApp as register } from '../../core/channel/create-app.ts'
import { listApps as list } from '../../core/channel/list-apps.ts'
import type { Outcome } from './command.ts'
import { findWorkspace } from './find-workspace.ts'
import type { Given } from './parse.ts'
import { readSecrets } from './secrets-given.ts'
import { withParts } from './with-parts.ts'

export function createApp(given: Given): Promise<Outcome> {
  const [network, name] = [given.need('network'), given.need('name')]
  return withParts(async ({ parts }) => {
    const { scope } = await findWorkspace(parts, given.one('workspace'))
    const credentials = await readSecrets(given, 'secret', 'secrets-file')
    const app = await parts.inWorkspace(scope, (ctx) => register(ctx, { network, name, credentials }, { publicUrl: parts.config.publicUrl }))
    const webhookPath = new URL(app.webhookUrl).pathname
    return { data: { ...app, webhookPath }, lines: [`アプリを登録しました / App registered: ${app.name} (${app.id})`, `Webhook: ${webhookPath}`, `  ${app.webhookUrl}`] }
  })
}

export function listApps(given: Given): Promise<Outcome> {
  return withParts(async ({ parts }) => {
    const { scope } = await findWorkspace(parts, given.one('workspace'))
    const apps = await parts.inWorkspace(scope, (ctx) => list(ctx, { publicUrl: parts.config.publicUrl }))
    return { data: apps, lines: apps.map((app) => `${app.id}  ${app.network}  ${app.name}  ${app.webhookUrl}`) }
  })
}
