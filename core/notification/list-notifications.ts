import { sql } from 'kysely'
import { iso, isoOrNull } from '../clock.ts'
import type { Context } from '../context.ts'
import { requireAbility, requireUser } from '../guard.ts'
import { conversationIsVisible } from '../team/visible.ts'
import type { NotificationView } from './notification.ts'

const shown = 100

/** The person's bell, newest first. What has moved behind a wall since is not named any more. */
export async function listNotifications(ctx: Context): Promise<{ rows: NotificationView[]; unread: number }> {
  requireAbility(ctx, 'read')
  const userId = requireUser(ctx)
  const mine = sql`n.workspace_id = ${ctx.scope.workspaceId} and n.user_id = ${userId} and (n.conversation_id is null
    or exists (select from conversation where conversation.id = n.conversation_id and ${conversationIsVisible(ctx.scope)}))`
  const { rows } = await sql<StoredNotification>`
    select n.id, n.kind, n.subject_kind, n.subject_id, n.conversation_id, n.data, n.created_at, n.read_at
    from notification n where ${mine} order by n.created_at desc, n.id desc limit ${shown}`.execute(ctx.db)
  const { rows: [counted] } = await sql<{ unread: number }>`select count(*)::int as unread from notification n where ${mine} and n.read_at is null`.execute(ctx.db)
  return { rows: rows.map(toView), unread: counted!.unread }
}

interface StoredNotification {
  id: string
  kind: NotificationView['kind']
  subject_kind: string
  subject_id: string
  conversation_id: string | null
  data: Record<string, unknown>
  created_at: Date
  read_at: Date | null
}

function toView(row: StoredNotification): NotificationView {
  return {
    id: row.id,
    kind: row.kind,
    subject: { kind: row.subject_kind, id: row.subject_id },
    conversationId: row.conversation_id,
    data: row.data,
    createdAt: iso(row.created_at),
    readAt: isoOrNull(row.read_at),
  }
}
