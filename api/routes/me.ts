import { Hono, type Context as HonoContext } from 'hono'
import { changeMe } from '../../core/team/change-me.ts'
import { readMe, type MyPlace } from '../../core/team/read-me.ts'
import { ChangeMeInput, type Role } from '../../core/team/team.ts'
import { Unauthenticated } from '../../core/errors.ts'
import type { Env } from '../deps.ts'
import { signedIn } from '../route.ts'
import { validate } from '../validate.ts'
import { work } from '../work.ts'

export interface MeView extends Omit<MyPlace, 'name'> {
  user: { id: string; name: string; email: string; twoFactor: boolean }
  workspaces: { id: string; name: string; role: Role }[]
}

export const me = new Hono<Env>()
  .get('/me', signedIn('Who I am, where, and what I may do'), async (c) => c.json(await myself(c)))
  .patch('/me', signedIn('Changes the own name and preferences'), validate('json', ChangeMeInput), async (c) => {
    const input = c.req.valid('json')
    await work(c, (ctx) => changeMe(ctx, input))
    if (input.name && c.var.who?.kind === 'user') await c.var.deps.identity.rename(c.var.who.user.id, input.name)
    return c.json(await myself(c))
  })

async function myself(c: HonoContext<Env>): Promise<MeView> {
  const who = c.var.who
  if (who?.kind !== 'user') throw new Unauthenticated()
  const { name, ...place } = await work(c, readMe)
  return { user: { ...who.user, name }, workspaces: await c.var.deps.identity.workspacesOf(who.user.id), ...place }
}
