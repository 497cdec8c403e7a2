import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type { Context } from '../context.ts'
import type { Inverse } from './undo.ts'

/** How long an act can be taken back. */
export const undoSeconds = 60

/** The token that takes the act back, good for whoever did it. A rule's and the system's acts offer none. */
export async function offerUndo(ctx: Context, inverse: Inverse): Promise<string> {
  const { actor, workspaceId } = ctx.scope
  if (actor.kind === 'rule' || actor.kind === 'system') return ''
  const token = randomBytes(18).toString('base64url')
  await ctx.db.insertInto('undo').values({
    workspace_id: workspaceId,
    token,
    user_id: actor.id,
    inverse: JSON.stringify(inverse),
    expires_at: sql<string>`app.now() + make_interval(secs => ${undoSeconds}::double precision)`,
  }).execute()
  return token
}
