import { sql } from 'kysely'
import type { Context } from '../context.ts'
import { requireUser } from '../guard.ts'
import type { NotificationView } from './notification.ts'

/** For the stream: the newest unread lines of the person's bell, newest first. Order of writing says nothing about order of commits, so whoever asks remembers what they have. */
export async function listFreshNotifications(ctx: Context, { withinSeconds, limit }: { withinSeconds: number; limit: number }): Promise<NotificationView[]> {
  const rows = await ctx.db.selectFrom('notification').selectAll()
    .where('workspace_id', '=', ctx.scope.workspaceId).where('user_id', '=', requireUser(ctx)).where('read_at', 'is', null)
    .where('created_at', '>', sql<Date>`app.now() - make_interval(secs => ${withinSeconds})`)
    .orderBy('created_at', 'desc').orderBy('id', 'desc').limit(limit).execute()
  return rows.map((row) => ({
    id: row.id, kind: row.kind, subject: { kind: row.subject_kind, id: row.subject_id }, conversationId: row.conversation_id, data: row.data,
    createdAt: row.created_at.toISOString(), readAt: null,
  }))
}
