import type { Context } from '../context.ts'
import { parseInput, requireAbility } from '../guard.ts'
import { actionView } from './action-views.ts'
import { ReadActionInput, type OutboundActionView } from './outbound.ts'
import { requireVisibleAction } from './visible-action.ts'

export async function readAction(ctx: Context, input: ReadActionInput): Promise<OutboundActionView> {
  requireAbility(ctx, 'read')
  const { id } = parseInput(ReadActionInput, input)
  await requireVisibleAction(ctx, id)
  return actionView(ctx, id)
}
