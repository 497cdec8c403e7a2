import type { Context } from '../context.ts'
import { appendEvent } from '../event/append-event.ts'
import { requireAbility } from '../guard.ts'
import { requireTeams } from './require-member.ts'
import type { CreateTokenInput } from './team.ts'

/** The event stands before the token does: a crash between them leaves a trace of what never was, not a token without one. */
export async function noteTokenCreated(ctx: Context, id: string, { role, scopes, teamIds, days }: CreateTokenInput): Promise<void> {
  requireAbility(ctx, 'secrets')
  await requireTeams(ctx, teamIds)
  await appendEvent(ctx, { name: 'token.created', subject: { kind: 'token', id }, data: { role, scopes, teamIds, days } })
}

export async function noteTokenRevoked(ctx: Context, id: string): Promise<void> {
  requireAbility(ctx, 'secrets')
  await appendEvent(ctx, { name: 'token.revoked', subject: { kind: 'token', id } })
}
