import type { Context } from '../context.ts'
import { requireAbility } from '../guard.ts'
import type { TagView } from './tag.ts'

export async function listTags(ctx: Context): Promise<TagView[]> {
  requireAbility(ctx, 'read')
  return ctx.db.selectFrom('tag').select(['id', 'name']).where('workspace_id', '=', ctx.scope.workspaceId).orderBy('name').execute()
}
