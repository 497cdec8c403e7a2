import { iso, isoOrNull } from '../clock.ts'
import type { Context } from '../context.ts'
import { Conflict } from '../errors.ts'
import type { OutboundActionView } from './outbound.ts'
import type { ActionRow } from './record-outcome.ts'

/** Actions with their history, in the order of `ids`. The caller has asked whether they may be seen. */
export async function actionViews(ctx: Context, ids: readonly string[]): Promise<OutboundActionView[]> {
  if (ids.length === 0) return []
  const { workspaceId } = ctx.scope
  const rows = await ctx.db.selectFrom('outbound_action').selectAll().where('workspace_id', '=', workspaceId).where('id', 'in', [...ids]).execute()
  const events = await ctx.db.selectFrom('event').select(['subject_id', 'at', 'name', 'data'])
    .where('workspace_id', '=', workspaceId).where('subject_kind', '=', 'outbound-action').where('subject_id', 'in', [...ids]).orderBy('insert_order').execute()
  const byId = new Map(rows.map((row) => [row.id, row]))
  const history = Map.groupBy(events, (event) => event.subject_id)
  return ids.flatMap((id) => {
    const row = byId.get(id)
    return row ? [toView(row, (history.get(id) ?? []).map(({ at, name, data }) => ({ at: iso(at), name, data })))] : []
  })
}

export async function actionView(ctx: Context, id: string): Promise<OutboundActionView> {
  return (await actionViews(ctx, [id]))[0]!
}

export async function requireActionVersion(ctx: Context, expected: number | undefined, current: ActionRow): Promise<void> {
  if (expected === undefined || expected === current.version) return
  throw new Conflict(undefined, { current: await actionView(ctx, current.id) })
}

function toView(row: ActionRow, history: OutboundActionView['history']): OutboundActionView {
  // A reply token lets whoever holds it speak for the account.
  const { replyToken: _, replyTokenExpiresAt: __, ...target } = row.target
  return {
    id: row.id,
    version: row.version,
    network: row.network,
    channelId: row.channel_id,
    conversationId: row.conversation_id,
    operation: row.operation,
    idempotency: row.idempotency,
    state: row.state,
    text: row.text,
    target,
    dueAt: iso(row.due_at),
    attempts: row.attempts,
    externalId: row.external_id,
    url: row.url,
    problem: row.problem,
    createdBy: row.created_by,
    createdAt: iso(row.created_at),
    doneAt: isoOrNull(row.done_at),
    history,
  }
}
