import type { Context } from '../context.ts'
import { NotFound } from '../errors.ts'
import { appendEvent } from '../event/append-event.ts'
import { parseInput, requireAbility } from '../guard.ts'
import { touchIndex } from '../mention/touch-index.ts'
import { DeleteTagInput } from './tag.ts'

/** Takes the tag off everything that carries it. */
export async function deleteTag(ctx: Context, input: DeleteTagInput): Promise<void> {
  requireAbility(ctx, 'answer')
  const { id } = parseInput(DeleteTagInput, input)
  const carriers = await ctx.db.deleteFrom('conversation_tag').where('workspace_id', '=', ctx.scope.workspaceId).where('tag_id', '=', id)
    .returning('conversation_id').execute()
  const gone = await ctx.db.deleteFrom('tag').where('workspace_id', '=', ctx.scope.workspaceId).where('id', '=', id).returning('name').executeTakeFirst()
  if (!gone) throw new NotFound({ ja: 'タグ', en: 'tag' })
  await appendEvent(ctx, { name: 'tag.deleted', subject: { kind: 'tag', id }, data: { conversations: carriers.length }, detail: { name: gone.name } })
  if (ctx.ports.index.transactional) return
  for (const carrier of carriers) await touchIndex(ctx, carrier.conversation_id)
}
