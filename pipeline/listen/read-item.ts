import { parseJson } from '../../core/json.ts'
import { Unmappable, type ChannelFacts } from '../../core/ports/connector.ts'
import { next, type ChannelRow, type Item, type Result, type Work } from './item.ts'

/** Maps each row with its connector, purely. */
export async function readItem(items: readonly Item[], work: Work): Promise<Result[]> {
  const results = items.map((item) => read(item, work))
  work.pipeline.failPoint('listen-read')
  return results
}

function read(item: Item, work: Work): Result {
  const connector = work.pipeline.ports.connectors.get(item.row.network)
  if (!connector) return { kind: 'park', reason: `no connector for network ${item.row.network}` }
  const channel = item.row.channel_id === null ? undefined : work.channels.get(item.row.channel_id)
  if (!channel) return { kind: 'park', reason: 'no connected channel for this account' }
  try {
    item.mapped = connector.map(parseJson(item.row.raw), factsOf(channel))
  } catch (error) {
    return { kind: 'park', reason: error instanceof Unmappable ? `${error.path}: ${error.message}` : String(error) }
  }
  return item.mapped.kind === 'ignore' ? { kind: 'drop', reason: item.mapped.reason } : next
}

function factsOf(channel: ChannelRow): ChannelFacts {
  return { id: channel.id, network: channel.network, externalId: channel.external_id, handle: channel.handle, config: channel.config }
}
