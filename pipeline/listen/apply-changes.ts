import { sql } from 'kysely'
import { systemScope } from '../../core/context.ts'
import { deleteAtNetwork } from '../../core/mention/delete-at-network.ts'
import { next, type Item, type Result, type Work } from './item.ts'

/** Deletions at the network, and what people did without words. */
export async function applyChanges(items: readonly Item[], work: Work): Promise<Result[]> {
  const unseen = new Set<Item>()
  const deletions = items.filter((item) => item.mapped?.kind === 'deleted')
  for (const [workspaceId, own] of Map.groupBy(deletions, (item) => item.row.workspace_id)) {
    await work.pipeline.withinWorkspace(work.db, systemScope(workspaceId, 'listen'), async (ctx) => {
      for (const item of own) {
        const found = await deleteAtNetwork(ctx, { network: item.row.network, externalId: externalIdOf(item) })
        if (!found && item.row.attempts === 1) unseen.add(item)
      }
    })
  }
  const deeds = items.filter((item) => item.mapped?.kind === 'profile')
  if (deeds.length > 0) await recordDeeds(deeds, work)
  // The tombstone stands; a copy that another worker is storing at this moment is caught by a second look.
  return items.map((item) => (unseen.has(item) ? { kind: 'later', reason: 'not stored yet', seconds: 60 } : next))
}

async function recordDeeds(items: readonly Item[], work: Work): Promise<void> {
  const deeds = items.map((item) => ({ row: item.row, authorId: item.authorId!, mapped: item.mapped as Extract<Item['mapped'], { kind: 'profile' }> }))
  await sql`
    insert into profile_event (workspace_id, intake_seq, profile_id, channel_id, what, code)
    select * from unnest(${deeds.map((deed) => deed.row.workspace_id)}::uuid[], ${deeds.map((deed) => deed.row.seq)}::bigint[],
      ${deeds.map((deed) => deed.authorId)}::uuid[], ${deeds.map((deed) => deed.row.channel_id)}::uuid[],
      ${deeds.map((deed) => deed.mapped.what)}::text[], ${deeds.map((deed) => deed.mapped.code)}::text[])
    on conflict (intake_seq) do nothing`.execute(work.db)
}

function externalIdOf(item: Item): string {
  if (item.mapped?.kind !== 'deleted') throw new TypeError('not a deletion')
  return item.mapped.externalId
}
