import { sql } from 'kysely'
import { ensureOwnChannel } from '../channel/ensure-own-channel.ts'
import type { Context } from '../context.ts'
import { appendEvent } from '../event/append-event.ts'
import { parseInput, requireAbility } from '../guard.ts'
import { newId } from '../id.ts'
import { acceptItems } from '../intake/accept-items.ts'
import { EnterMentionInput } from './mention.ts'

/**
 * A call, a visit, a letter: enters the intake like any network's event, so the pipeline treats it alike.
 * The same `entryId` twice is one mention. The caller wakes the pipeline.
 */
export async function enterMention(ctx: Context, input: EnterMentionInput): Promise<{ externalId: string; channelId: string }> {
  requireAbility(ctx, 'answer')
  const entry = parseInput(EnterMentionInput, input)
  const channelId = await ensureOwnChannel(ctx, 'manual')
  const externalId = entry.entryId ?? newId()
  const raw = {
    externalId, text: entry.text, via: entry.via, who: entry.contact ? { name: entry.who, contact: entry.contact } : entry.who,
    at: entry.at ?? (await databaseNow(ctx)),
  }
  const items = ctx.ports.connectors.get('manual')!.split(raw).map((item) => ({ ...item, dedupeKey: externalId }))
  const fresh = await acceptItems(ctx.db, { workspaceId: ctx.scope.workspaceId, network: 'manual', appId: null, channelId, channels: new Map() }, items)
  if (fresh > 0) await appendEvent(ctx, { name: 'mention.entered', subject: { kind: 'channel', id: channelId }, data: { externalId, via: entry.via } })
  return { externalId, channelId }
}

async function databaseNow(ctx: Context): Promise<string> {
  const { rows } = await sql<{ now: Date }>`select app.now() as now`.execute(ctx.db)
  return rows[0]!.now.toISOString()
}
