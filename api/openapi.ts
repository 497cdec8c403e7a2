import { Hono } from 'hono'
import { z } from 'zod'
import { rolesThatCan } from '../core/team/team.ts'
import type { Env } from './deps.ts'
import { factsOf, schemaOf, type RouteFacts } from './route.ts'

export interface DescribedRoute {
  method: string
  path: string
  facts: RouteFacts | undefined
  schemas: { target: 'json' | 'query' | 'param'; schema: z.ZodType }[]
}

/** Read from the app itself: what a route's guard and validators know is what the document says. */
export function describeRoutes(app: Hono<Env>): DescribedRoute[] {
  const found = new Map<string, DescribedRoute>()
  for (const { method, path, handler } of app.routes) {
    if (method === 'ALL') continue
    const key = `${method} ${path}`
    const route = found.get(key) ?? { method, path, facts: undefined, schemas: [] }
    route.facts ??= factsOf(handler)
    const schema = schemaOf(handler)
    if (schema) route.schemas.push(schema)
    found.set(key, route)
  }
  return [...found.values()]
}

export function openApiDocument(app: Hono<Env>, version: string): object {
  const paths: Record<string, Record<string, object>> = {}
  for (const route of describeRoutes(app)) {
    const path = route.path.replaceAll(/:(\w+)(\{[^}]*\})?/g, '{$1}')
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route) }
  }
  paths['/webhooks/{network}/{appKey}'] = webhooks
  return {
    openapi: '3.1.0',
    info: { title: 'Kikimimi', version },
    paths,
    components: { schemas: { Error: errorSchema }, securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: 'kikimimi' }, token: { type: 'http', scheme: 'bearer' } } },
  }
}

function operation({ facts, schemas, path }: DescribedRoute): object {
  const access = facts?.access ?? 'public'
  const isAbility = access !== 'public' && access !== 'signed-in'
  const body = schemas.find(({ target }) => target === 'json')
  return {
    summary: facts?.summary,
    'x-access': access,
    ...(isAbility && { 'x-ability': access, 'x-roles': rolesThatCan(access) }),
    security: access === 'public' ? [] : access === 'signed-in' ? [{ session: [] }] : [{ session: [] }, { token: [] }],
    parameters: [...pathParameters(path, schemas), ...queryParameters(schemas), ...headerParameters(facts)],
    ...(body && { requestBody: { required: true, content: { 'application/json': { schema: toJson(body.schema) } } } }),
    ...(facts?.upload && { requestBody: { required: true, content: { 'multipart/form-data': { schema: { type: 'object', required: ['file'], properties: { file: { type: 'string', format: 'binary' } } } } } } }),
    responses: answers(facts, access),
  }
}

function pathParameters(path: string, schemas: DescribedRoute['schemas']): object[] {
  const known = propertiesOf(schemas.find(({ target }) => target === 'param')?.schema)
  return [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({ name, in: 'path', required: true, schema: known.properties[name!] ?? { type: 'string' } }))
}

function queryParameters(schemas: DescribedRoute['schemas']): object[] {
  return schemas.filter(({ target }) => target === 'query').flatMap(({ schema }) => {
    const { properties, required } = propertiesOf(schema)
    return Object.entries(properties).map(([name, value]) => ({ name, in: 'query', required: required.includes(name), schema: value, ...(isList(value) && { style: 'form', explode: false }) }))
  })
}

function headerParameters(facts: RouteFacts | undefined): object[] {
  const header = (name: string, description: string) => ({ name, in: 'header', required: false, description, schema: { type: 'string' } })
  return [
    ...(facts && facts.access !== 'public' ? [header('X-Workspace', 'Id of the workspace; else the first membership')] : []),
    ...(facts?.versioned ? [header('If-Match', 'Version that was seen, such as "7"; a newer row answers 409 with it')] : []),
    ...(facts?.creates ? [header('Idempotency-Key', '8 to 200 characters; the same key and body get the same answer')] : []),
  ]
}

function answers(facts: RouteFacts | undefined, access: RouteFacts['access']): object {
  const good = facts?.answers ?? { [facts?.creates ? 201 : 200]: 'Done' }
  const refusals = { 400: 'Input', 404: 'Not found, or not visible', 429: 'Too many', 503: 'Try again', ...(access !== 'public' && { 401: 'Not signed in', 403: 'Not allowed' }), ...(facts?.versioned && { 409: 'Changed meanwhile' }), ...(facts?.creates && { 422: 'Not allowed now' }) }
  const error = { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } }
  return {
    ...Object.fromEntries(Object.entries(good).map(([status, description]) => [status, { description }])),
    ...Object.fromEntries(Object.entries(refusals).map(([status, description]) => [status, { description, content: error }])),
  }
}

function propertiesOf(schema: z.ZodType | undefined): { properties: Record<string, object>; required: string[] } {
  if (!schema) return { properties: {}, required: [] }
  const json = toJson(schema) as { properties?: Record<string, object>; required?: string[] }
  return { properties: json.properties ?? {}, required: json.required ?? [] }
}

function isList(value: object): boolean {
  return JSON.stringify(value).includes('"array"')
}

function toJson(schema: z.ZodType): object {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Record<string, unknown>
  return json
}

const errorSchema = {
  type: 'object',
  required: ['code', 'message', 'requestId'],
  properties: {
    code: { type: 'string' },
    message: { type: 'object', required: ['ja', 'en'], properties: { ja: { type: 'string' }, en: { type: 'string' } } },
    requestId: { type: 'string' },
    details: { type: 'object' },
  },
}

/** Served by another part, beside this app. Who may call it is decided by the network's signature. */
const webhookParameters = ['network', 'appKey'].map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } }))
const webhooks = {
  get: { summary: 'Answers a network that asks whether the address is ours', 'x-access': 'signature', security: [], parameters: webhookParameters, responses: { 200: { description: 'The challenge, answered' }, 404: { description: 'Unknown app' } } },
  post: { summary: 'Takes a signed event; 200 only once it is stored', 'x-access': 'signature', security: [], parameters: webhookParameters, responses: { 200: { description: 'Stored' }, 401: { description: 'Wrong signature' }, 404: { description: 'Unknown app' }, 413: { description: 'Too large' }, 503: { description: 'Not stored; send again' } } },
}
