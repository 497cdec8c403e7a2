import type { Context } from '../context.ts'
import { parseInput, requireAbility } from '../guard.ts'
import { ensureTags } from './ensure-tags.ts'
import { CreateTagInput, type TagView } from './tag.ts'

/** The tag of that name, whether new or not. */
export async function createTag(ctx: Context, input: CreateTagInput): Promise<TagView> {
  requireAbility(ctx, 'answer')
  const { name } = parseInput(CreateTagInput, input)
  return (await ensureTags(ctx, [name]))[0]!
}
