import { z } from 'zod'
import type { Context } from '../context.ts'
import { InvalidInput } from '../errors.ts'
import { appendEvent } from '../event/append-event.ts'
import { parseInput, requireUser } from '../guard.ts'
import { ChangeMeInput } from './team.ts'

/** Name and preferences belong to the person; keys that are left out keep what is. */
export async function changeMe(ctx: Context, raw: z.input<typeof ChangeMeInput>): Promise<void> {
  const userId = requireUser(ctx)
  const input = parseInput(ChangeMeInput, raw)
  const mine = ctx.db.selectFrom('member').select(['name', 'preferences'])
    .where('workspace_id', '=', ctx.scope.workspaceId).where('user_id', '=', userId).forUpdate()
  const member = await mine.executeTakeFirstOrThrow()
  const name = input.name ?? member.name
  const preferences = JSON.stringify({ ...member.preferences, ...input.preferences })
  // Read with every page that the person opens.
  if (preferences.length > 20_000) throw new InvalidInput({ ja: '設定が大きすぎます。', en: 'The preferences are too large.' })
  await ctx.db.updateTable('member').set({ name, preferences })
    .where('workspace_id', '=', ctx.scope.workspaceId).where('user_id', '=', userId).execute()
  if (name !== member.name) await appendEvent(ctx, { name: 'member.renamed', subject: { kind: 'member', id: userId }, detail: { name } })
}
