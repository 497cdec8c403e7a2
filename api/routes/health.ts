import { Hono } from 'hono'
import type { Env } from '../deps.ts'
import { openApiDocument } from '../openapi.ts'
import { open } from '../route.ts'

/** For machines that watch over ours. `describe` gives the whole app, this part included. */
export function health(describe: () => Hono<Env>, version: string) {
  let document: object | undefined
  return new Hono<Env>()
    .get('/livez', open('The process answers'), (c) => c.json({ ok: true }))
    .get('/readyz', open('Work is flowing: 200, or 503 with the part or lane where it is not', { answers: { 200: 'Ready' } }), async (c) => {
      const found = await c.var.deps.health()
      return c.json(found, found.ok ? 200 : 503)
    })
    .get('/openapi.json', open('This document'), (c) => c.json((document ??= openApiDocument(describe(), version))))
}
