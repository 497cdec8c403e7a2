import { Hono } from 'hono'
import { eraseAuthor } from '../../core/profile/erase-author.ts'
import { ReadAuthorInput } from '../../core/profile/profile.ts'
import { readAuthor } from '../../core/profile/read-author.ts'
import type { Env } from '../deps.ts'
import { may } from '../route.ts'
import { idInPath, validate } from '../validate.ts'
import { work } from '../work.ts'

export const authors = new Hono<Env>()
  .get('/authors/:id', may('read', 'Everything of one person in one line of time, newest first'), idInPath(), validate('query', ReadAuthorInput.omit({ id: true })), async (c) => {
    const input = { ...c.req.valid('query'), ...c.req.valid('param') }
    return c.json(await work(c, (ctx) => readAuthor(ctx, input)))
  })
  .post('/authors/:id/erase', may('team', 'Forgets a person: texts, media and copies go for good, a keyed hash keeps them from coming back'), idInPath(), async (c) => {
    const { id } = c.req.valid('param')
    return c.json(await work(c, (ctx) => eraseAuthor(ctx, { profileId: id })))
  })
