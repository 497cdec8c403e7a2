import type { ConnectChannelInput } from '../../core/channel/channel.ts'
import { connectChannel } from '../../core/channel/connect-channel.ts'
import { listChannels as list } from '../../core/channel/list-channels.ts'
import { InvalidInput } from '../../core/errors.ts'
import type { CheckResult } from '../../core/ports/connector.ts'
import { checkCredentials } from '../../ingest/check-channel.ts'
import type { Outcome } from './command.ts'
import { findWorkspace } from './find-workspace.ts'
import { readPairs, type Given } from './parse.ts'
import { readSecrets } from './secrets-given.ts'
import { withParts } from './with-parts.ts'

/** The network is asked who these credentials are, unless the operator says so instead. */
export function createChannel(given: Given): Promise<Outcome> {
  const network = given.need('network')
  const unchecked = given.flag('no-check') ? said(given) : null
  return withParts(async ({ parts }) => {
    const { id: workspaceId, scope } = await findWorkspace(parts, given.one('workspace'))
    const input: Partial<ConnectChannelInput> & { network: string } = {
      network, credentials: await readSecrets(given, 'credential', 'credentials-file'), config: readPairs('config', given.many('config')),
      ...(given.one('app') && { appId: given.one('app') }), ...(given.one('name') && { name: given.one('name') }),
      ...(given.one('poll-seconds') && { pollEverySeconds: Number(given.one('poll-seconds')) }),
    }
    const checked = unchecked ?? await checkCredentials(parts.ingest, { workspaceId, network, appId: input.appId ?? null, credentials: input.credentials ?? {}, config: input.config ?? {} })
    const expected = given.one('external-id')
    if (expected !== undefined && expected !== checked.externalId) {
      throw new InvalidInput({ ja: `資格情報のアカウントは ${checked.externalId} で、--external-id の ${expected} ではありません。`, en: `The credentials belong to ${checked.externalId}, not to ${expected} of --external-id.` })
    }
    const channel = await parts.inWorkspace(scope, (ctx) => connectChannel(ctx, input, checked, { publicUrl: parts.config.publicUrl }))
    return { data: channel, lines: [`接続しました / Connected: ${channel.name} (${channel.network}, ${channel.externalId}, ${channel.id})`, ...(channel.webhookUrl ? [`Webhook: ${channel.webhookUrl}`] : [])] }
  })
}

export function listChannels(given: Given): Promise<Outcome> {
  return withParts(async ({ parts }) => {
    const { scope } = await findWorkspace(parts, given.one('workspace'))
    const channels = await parts.inWorkspace(scope, (ctx) => list(ctx, { publicUrl: parts.config.publicUrl }))
    return { data: channels, lines: channels.map((channel) => `${channel.id}  ${channel.network}  ${channel.name}  ${channel.externalId}  ${channel.state}`) }
  })
}

function said(given: Given): CheckResult {
  return { externalId: given.need('external-id'), name: given.need('name'), handle: given.one('handle') ?? null, subscribed: null }
}
