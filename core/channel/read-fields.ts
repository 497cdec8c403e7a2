import type { Context } from '../context.ts'
import { InvalidInput, NotFound } from '../errors.ts'
import type { Connector, CredentialField } from '../ports/connector.ts'

/** @throws NotFound for a network that this program does not speak */
export function connectorFor(ctx: Context, network: string): Connector {
  const connector = ctx.ports.connectors.get(network)
  if (!connector || !(connector.intake.polls || connector.intake.webhooks)) throw new NotFound({ ja: 'ネットワーク', en: 'network' })
  return connector
}

/** The values that the network's form asks for, trimmed; nothing missing, nothing unknown. */
export function readFields(fields: readonly CredentialField[], given: Record<string, string>): Record<string, string> {
  const values = Object.fromEntries(Object.entries(given).map(([key, value]) => [key, value.trim()]).filter(([, value]) => value !== ''))
  const missing = fields.filter((field) => field.required && !values[field.key]).map((field) => field.key)
  const unknown = Object.keys(values).filter((key) => !fields.some((field) => field.key === key))
  const wrong = [...missing, ...unknown]
  if (wrong.length === 0) return values
  throw new InvalidInput({ ja: `資格情報を確認してください: ${wrong.join(', ')}`, en: `Check the credentials: ${wrong.join(', ')}` }, { missing, unknown })
}
