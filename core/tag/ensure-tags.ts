import type { Context } from '../context.ts'
import { appendEvent } from '../event/append-event.ts'
import { newId } from '../id.ts'
import type { TagView } from './tag.ts'

/** The tags of these names, made where they are new. Two people who invent one name at once get one tag. */
export async function ensureTags(ctx: Context, names: readonly string[]): Promise<TagView[]> {
  const wanted = [...new Set(names.map((name) => name.normalize('NFC')))].sort()
  if (wanted.length === 0) return []
  const made = await ctx.db.insertInto('tag').values(wanted.map((name) => ({ workspace_id: ctx.scope.workspaceId, id: newId(), name })))
    .onConflict((conflict) => conflict.columns(['workspace_id', 'name']).doNothing()).returning('id').execute()
  for (const { id } of made) await appendEvent(ctx, { name: 'tag.created', subject: { kind: 'tag', id } })
  return ctx.db.selectFrom('tag').select(['id', 'name']).where('workspace_id', '=', ctx.scope.workspaceId).where('name', 'in', wanted).orderBy('name').execute()
}
