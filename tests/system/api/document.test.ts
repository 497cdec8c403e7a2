import { afterAll, beforeAll, expect, test } from 'vitest'
import { createApi } from '../../../api/app.ts'
import { describeRoutes } from '../../../api/openapi.ts'
import { openTestApi, type TestApi } from './support.ts'

let api: TestApi
beforeAll(async () => {
  api = await openTestApi()
})
afterAll(() => api.close())

test('no route exists without saying who may call it and what it does', () => {
  const routes = describeRoutes(createApi(api.deps) as never)
  expect(routes.length).toBeGreaterThan(40)
  expect(routes.filter((route) => !route.facts?.summary).map((route) => `${route.method} ${route.path}`)).toEqual([])
})

test('the document names every route with its parameters, body, ability and roles', async () => {
  const document = await (await api.request('/openapi.json')).json() as { openapi: string; paths: Record<string, Record<string, Operation>> }
  expect(document.openapi).toBe('3.1.0')
  const listed = Object.entries(document.paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`))
  const routes = describeRoutes(createApi(api.deps) as never).map((route) => `${route.method} ${route.path.replaceAll(/:(\w+)/g, '{$1}')}`)
  expect(listed.toSorted()).toEqual([...routes, 'GET /webhooks/{network}/{appKey}', 'POST /webhooks/{network}/{appKey}'].toSorted())

  const list = document.paths['/api/conversations']!['get']!
  expect(list).toMatchObject({ 'x-ability': 'read', 'x-roles': expect.arrayContaining(['viewer']) })
  expect(list.parameters.map((parameter) => parameter.name)).toEqual(expect.arrayContaining(['view', 'order', 'limit', 'after', 'networks', 'X-Workspace']))
  const state = document.paths['/api/conversations/{id}/state']!['post']!
  expect(state['x-roles']).not.toContain('viewer')
  expect(state.parameters).toEqual(expect.arrayContaining([expect.objectContaining({ name: 'id', in: 'path', required: true, schema: expect.objectContaining({ format: 'uuid' }) }), expect.objectContaining({ name: 'If-Match' })]))
  expect(state.requestBody!.content['application/json']!.schema).toMatchObject({ type: 'object', additionalProperties: false, required: ['state'] })
})

test('health says per part whether work flows', async () => {
  expect((await api.request('/livez')).status).toBe(200)
  expect(await (await api.request('/readyz')).json()).toEqual({ ok: true, parts: { database: { ok: true } } })
  const stuck = createApi({ ...api.deps, health: async () => ({ ok: false, parts: { intake: { ok: false, oldestSeconds: 900 } } }) })
  const answer = await stuck.request('/readyz')
  expect(answer.status).toBe(503)
  expect(await answer.json()).toMatchObject({ parts: { intake: { oldestSeconds: 900 } } })
})

test('metrics count requests by the pattern of their route', async () => {
  await api.request('/api/links/secret-token-of-somebody')
  const page = api.deps.metrics.render([{ lane: 'intake', depth: 7, oldestSeconds: 3, parked: 1, lastProgressAt: null }])
  expect(page).toMatch(/kikimimi_http_requests_total\{method="GET",route="\/api\/links\/:token",status="404"\} 1/)
  expect(page).toContain('kikimimi_lane_depth{lane="intake"} 7')
  expect(page + api.logged.join('\n')).not.toContain('secret-token-of-somebody')
})

interface Operation {
  'x-ability'?: string
  'x-roles'?: string[]
  parameters: { name: string; in: string; required: boolean; schema: object }[]
  requestBody?: { content: Record<string, { schema: object }> }
}
