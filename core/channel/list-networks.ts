import type { Context } from '../context.ts'
import { requireAbility } from '../guard.ts'
import type { CredentialField } from '../ports/connector.ts'
import type { FieldView, NetworkView } from './channel.ts'

/** What can be connected: networks that bring something by themselves. */
export function listNetworks(ctx: Context): NetworkView[] {
  requireAbility(ctx, 'read')
  return [...ctx.ports.connectors.values()].filter((connector) => connector.intake.polls || connector.intake.webhooks).map((connector) => ({
    network: connector.network,
    title: connector.title,
    polls: connector.intake.polls,
    webhooks: connector.intake.webhooks,
    appFields: connector.appFields.map(fieldView),
    channelFields: connector.channelFields.map(fieldView),
  }))
}

function fieldView(field: CredentialField): FieldView {
  return { key: field.key, label: field.label, help: field.help ?? null, secret: field.secret, required: field.required }
}
