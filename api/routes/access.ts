import { Hono, type Context as HonoContext } from 'hono'
import { z } from 'zod'
import type { Context } from '../../core/context.ts'
import { Conflict } from '../../core/errors.ts'
import { newId } from '../../core/id.ts'
import { UserId } from '../../core/input.ts'
import type { LinkMade } from '../../core/ports/identity.ts'
import { inviteMember } from '../../core/team/invite-member.ts'
import { noteTokenCreated, noteTokenRevoked } from '../../core/team/note-token.ts'
import { resetMember } from '../../core/team/reset-member.ts'
import { CreateTokenInput, InviteMemberInput } from '../../core/team/team.ts'
import type { Env } from '../deps.ts'
import { may } from '../route.ts'
import { idInPath, validate } from '../validate.ts'
import { work } from '../work.ts'

/** Ways in: one-time links for people, tokens for programs. */
export const access = new Hono<Env>()
  .post('/invitations', may('team', 'Invites a person by a one-time link to copy, good for 48 hours', { creates: true }), validate('json', InviteMemberInput), async (c) => {
    const input = c.req.valid('json')
    await onlyOnce(c, (ctx) => inviteMember(ctx, input))
    return c.json(toUrl(c, await c.var.deps.identity.createInviteLink(c.var.scope, input)), 201)
  })
  .post('/members/:userId/reset', may('team', 'A one-time link with which a member chooses a new password', { creates: true }), validate('param', z.object({ userId: UserId })), async (c) => {
    const { userId } = c.req.valid('param')
    const link = await c.var.deps.identity.createResetLink(c.var.scope, userId)
    await onlyOnce(c, (ctx) => resetMember(ctx, { userId }))
    return c.json(toUrl(c, link), 201)
  })
  .get('/tokens', may('secrets', 'Lists API tokens, without their secrets'), async (c) => c.json(await c.var.deps.identity.listTokens(c.var.scope)))
  .post('/tokens', may('secrets', 'Makes an API token; its secret is in this answer and nowhere else', { creates: true }), validate('json', CreateTokenInput), async (c) => {
    const input = c.req.valid('json')
    const id = newId()
    await onlyOnce(c, (ctx) => noteTokenCreated(ctx, id, input))
    return c.json(await c.var.deps.identity.createToken(c.var.scope, id, input), 201)
  })
  .delete('/tokens/:id', may('secrets', 'Revokes an API token at once'), idInPath(), async (c) => {
    const { id } = c.req.valid('param')
    const token = await c.var.deps.identity.revokeToken(c.var.scope, id)
    await work(c, (ctx) => noteTokenRevoked(ctx, id))
    return c.json(token)
  })

/** What is shown once cannot be stored for a repeated request, so that one is told instead of getting a second secret. */
async function onlyOnce(c: HonoContext<Env>, verb: (ctx: Context) => Promise<void>): Promise<void> {
  const mine = newId()
  const first = await work(c, async (ctx) => {
    await verb(ctx)
    return mine
  })
  if (first !== mine) throw new Conflict({ ja: 'この操作はすでに完了しています。表示されるのは一度だけです。', en: 'This was done already. What it made is shown only once.' })
}

function toUrl(c: HonoContext<Env>, link: LinkMade): { url: string; expiresAt: string } {
  return { url: new URL(`/link/${link.token}`, c.var.deps.config.publicUrl).href, expiresAt: link.expiresAt }
}
