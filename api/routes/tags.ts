import { Hono } from 'hono'
import { createTag } from '../../core/tag/create-tag.ts'
import { deleteTag } from '../../core/tag/delete-tag.ts'
import { listTags } from '../../core/tag/list-tags.ts'
import { CreateTagInput } from '../../core/tag/tag.ts'
import type { Env } from '../deps.ts'
import { may } from '../route.ts'
import { idInPath, validate } from '../validate.ts'
import { work } from '../work.ts'

export const tags = new Hono<Env>()
  .get('/tags', may('read', 'Lists the tags'), async (c) => c.json(await work(c, listTags)))
  .post('/tags', may('answer', 'Makes a tag, or gives the one of that name', { creates: true }), validate('json', CreateTagInput), async (c) => {
    const input = c.req.valid('json')
    return c.json(await work(c, (ctx) => createTag(ctx, input)), 201)
  })
  .delete('/tags/:id', may('answer', 'Deletes a tag everywhere'), idInPath(), async (c) => {
    const input = c.req.valid('param')
    await work(c, (ctx) => deleteTag(ctx, input))
    return c.body(null, 204)
  })
