import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { createApi } from '../../../api/app.ts'
import { describeRoutes, type DescribedRoute } from '../../../api/openapi.ts'
import { can, type Ability } from '../../../core/team/team.ts'
import type { PersonName } from '../../support/people.ts'
import { signInEverybody, signInPerson } from './signed-in.ts'
import { openTestApi, type Browser, type TestApi } from './support.ts'
import { cases, type Case } from './walls-cases.ts'
import { fingerprint, seedWalls, type Noun, type Rows, type Walls } from './walls-seed.ts'

let api: TestApi
let walls: Walls
let people: Record<PersonName, Browser>
let makoto: Browser
beforeAll(async () => {
  api = await openTestApi()
  walls = await seedWalls(api.db, api.deps.ports.index)
  people = await signInEverybody(api, walls.aozora.workspace)
  makoto = await signInPerson(api, walls.aozora.workspace.id, walls.makoto)
})
afterAll(() => api.close())

const described = describeRoutes(createApi({ config: { publicUrl: new URL('http://127.0.0.1:8787') }, consoleDir: null } as never) as never).filter(({ path }) => path.startsWith('/api/'))
const keyOf = ({ method, path }: DescribedRoute) => `${method} ${path}`
const guarded = described.filter(({ facts }) => facts?.access !== 'public')
const byAbility = guarded.filter(({ facts }) => facts?.access !== 'signed-in')
const abilityOf = (route: DescribedRoute) => route.facts!.access as Ability
/** What belongs to the workspace as a whole has no wall inside it. */
const withoutWalls: Noun[] = ['app', 'tag', 'rule', 'team', 'member', 'token']
const roles = Object.keys({ 花子: 0, 健: 0, 美咲: 0, 翔太: 0, 直子: 0, 一郎: 0 }) as PersonName[]

describe('the table of cases', () => {
  test('names every route that is not public, and no other', () => {
    expect(Object.keys(cases).toSorted()).toEqual(guarded.map(keyOf).toSorted())
  })

  test.each(guarded.map((route) => [keyOf(route), route] as const))('%s: every id in it is named', (key, route) => {
    const named = new Set(Object.keys(cases[key]!.refs ?? {}).map((place) => place.replaceAll(/\.\d+/g, '')))
    const inPath = [...route.path.matchAll(/:(\w+)/g)].map(([, name]) => name!)
    expect(Object.keys(cases[key]!.path ?? {}).toSorted()).toEqual(inPath.toSorted())
    expect(idsIn(route).filter((place) => !named.has(place))).toEqual([])
  })
})

describe.each(guarded.map((route) => [keyOf(route), route] as const))('%s', (key, route) => {
  const which = cases[key]!

  test('nobody is told anything', async () => {
    const answer = await ask(api.browser(), route, which, walls.ours)
    expect(answer.status).toBe(401)
    expect(await answer.json()).toMatchObject({ code: 'unauthenticated' })
  })

  if (byAbility.includes(route)) {
    test.each(roles)('%s may, or is told that the role may not', async (name) => {
      const { role } = walls.aozora.workspace.people[name]
      if (can(role, abilityOf(route))) return expect(can('administrator', abilityOf(route))).toBe(true)
      const answer = await ask(people[name], route, which, walls.ours)
      expect(answer.status).toBe(403)
      expect(await answer.json()).toMatchObject({ code: 'forbidden' })
    })

    test('ids of another company do not exist, and nothing there changes', async () => {
      const before = await fingerprint(api.db, walls.foreignWorkspaceId)
      for (const attempt of attempts(which, walls.foreign)) await expectHidden(await ask(people.花子, route, which, walls.ours, attempt), attempt)
      expect(await fingerprint(api.db, walls.foreignWorkspaceId)).toEqual(before)
    })

    test('ids behind another team’s wall do not exist either', async () => {
      const tries = attempts(which, walls.walled).filter(({ noun }) => !withoutWalls.includes(noun))
      // Administrators see everything; who else may not is refused before any id is looked at.
      const mayAsk = can('manager', abilityOf(route))
      for (const attempt of tries) {
        const answer = await ask(makoto, route, which, walls.ours, attempt)
        if (mayAsk) await expectHidden(answer, attempt)
        else expect(answer.status).toBe(403)
      }
    })
  }
})

describe('what is not named but listed', () => {
  const lists = ['/api/conversations?view=all', '/api/mentions', '/api/mentions/export?format=ndjson', '/api/tickets?view=all', '/api/leads', '/api/outbound-actions', '/api/parked', '/api/channels', '/api/jobs', '/api/find?q=返金', '/api/notifications']
  test.each(lists)('%s shows neither what is behind the wall nor another company', async (path) => {
    const [theirs, all] = [await (await makoto.get(path)).text(), await (await people.花子.get(path)).text()]
    for (const id of Object.values(walls.foreign)) if (typeof id === 'string') expect(all.includes(id), id).toBe(false)
    for (const [noun, id] of Object.entries(walls.walled)) if (typeof id === 'string' && !withoutWalls.includes(noun as Noun)) expect(theirs.includes(id), noun).toBe(false)
  })

  test('the same lists do show what is in front of the wall', async () => {
    const texts = await Promise.all(lists.slice(0, 7).map(async (path) => (await makoto.get(path)).text()))
    const nouns = ['conversation', 'mention', 'mention', 'ticket', 'lead', 'action', 'parked'] as const
    expect(texts.map((text, i) => text.includes(String(walls.ours[nouns[i]!])))).toEqual(texts.map(() => true))
    const walled = await Promise.all(lists.slice(0, 7).map(async (path) => (await people.花子.get(path)).text()))
    expect(walled.map((text, i) => text.includes(String(walls.walled[nouns[i]!])))).toEqual(walled.map(() => true))
  })

  test('a network’s id finds a mention in sight only', async () => {
    const find = async (browser: Browser, network: string, id: string) => ((await (await browser.get(`/api/mentions?network=${network}&externalId=post-${id}`)).json()) as { total: number }).total
    expect(await find(makoto, 'x', walls.ours.mention)).toBe(1)
    expect(await find(makoto, 'line', walls.walled.mention)).toBe(0)
    expect(await find(people.美咲, 'line', walls.walled.mention)).toBe(1)
    expect(await find(people.花子, 'x', walls.foreign.mention)).toBe(0)
  })
})

describe('with the own ids the same requests pass', () => {
  // What deletes comes last, so that the others still find their rows.
  const inOrder = byAbility.filter(({ method }) => method !== 'DELETE').concat(byAbility.filter(({ method }) => method === 'DELETE'))
  test.each(inOrder.filter((route) => !cases[keyOf(route)]!.noControl).map((route) => [keyOf(route), route] as const))('%s', async (key, route) => {
    const answer = await ask(people.花子, route, cases[key]!, walls.ours)
    const text = key === 'GET /api/events' ? '' : await answer.text()
    await answer.body?.cancel().catch(() => {})
    expect([200, 201, 202, 204, 409, 422], text).toContain(answer.status)
  })
})

interface Attempt {
  place: string
  noun: Noun
  value: string | number
  inPath: boolean
}

function attempts(which: Case, theirs: Rows): Attempt[] {
  const inPath = Object.entries(which.path ?? {}).map(([place, noun]) => ({ place, noun, value: theirs[noun], inPath: true }))
  const inInput = Object.entries(which.refs ?? {}).flatMap(([place, noun]) => (typeof noun === 'string' ? [{ place, noun, value: theirs[noun], inPath: false }] : []))
  return [...inPath, ...inInput]
}

function ask(browser: Browser, route: DescribedRoute, which: Case, own: Rows, attempt?: Attempt): Promise<Response> {
  const path = route.path.replaceAll(/:(\w+)/g, (_all, name: string) => String(attempt?.inPath && attempt.place === name ? attempt.value : own[which.path![name]!]))
  const query = new URLSearchParams(which.query?.(own))
  let body = which.body?.(own)
  if (attempt && !attempt.inPath) {
    if (route.method === 'GET') query.set(attempt.place, String(attempt.value))
    else body = withValue(body ?? {}, attempt.place.split('.'), attempt.value)
  }
  if (which.form) {
    const form = new FormData()
    form.set('file', new File(['本文\n返金'], 'a.csv'))
    body = form
  }
  return browser.send(route.method, query.size > 0 ? `${path}?${query}` : path, body ?? (route.method === 'POST' ? {} : undefined))
}

/** Lists take the id as their only entry. */
function withValue(body: unknown, [key, ...rest]: string[], value: string | number): unknown {
  const copy = (Array.isArray(body) ? [...body] : { ...(body as object) }) as Record<string, unknown>
  const isList = /s$|^remove$/.test(key!)
  copy[key!] = rest.length > 0 ? withValue(copy[key!] ?? {}, rest, value) : isList ? [value] : value
  return copy
}

/** A path answers 404. A reference inside the input may be refused as input; a filter finds nothing. */
async function expectHidden(answer: Response, { place, inPath }: Attempt): Promise<void> {
  const text = await answer.text()
  if (inPath) {
    expect([answer.status, place], text).toEqual([404, place])
    expect(JSON.parse(text)).toMatchObject({ code: 'not_found' })
    return
  }
  if (answer.status === 200 && (text === '' || answer.headers.get('Content-Disposition') !== null)) return expect(text, place).toBe('')
  if (answer.status === 200) {
    const found = JSON.parse(text) as { rows?: unknown[]; count?: number; total?: number; days?: { total: number }[]; network?: unknown[] }
    expect(found.network ?? [], place).toEqual([])
    expect((found.days ?? []).reduce((sum, { total }) => sum + total, 0), place).toBe(0)
    expect(found.rows ?? [], place).toEqual([])
    expect(found.count ?? found.total ?? 0, place).toBe(0)
    return
  }
  expect([400, 404], `${place}: ${text}`).toContain(answer.status)
}

/** Where a body or query takes ids, by name, at any depth. */
function idsIn(route: DescribedRoute): string[] {
  const found = new Set<string>()
  for (const { target, schema } of route.schemas) {
    if (target !== 'param') walk(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Json, [], found)
  }
  return [...found]
}

interface Json { properties?: Record<string, Json>; items?: Json; anyOf?: Json[]; oneOf?: Json[]; allOf?: Json[]; format?: string }

function isUuid({ format, items, anyOf }: Json): boolean {
  return format === 'uuid' || (items !== undefined && isUuid(items)) || (anyOf ?? []).some(isUuid)
}

function walk(json: Json, at: string[], found: Set<string>): void {
  for (const [name, inner] of Object.entries(json.properties ?? {})) {
    const place = [...at, name]
    if (/^ids?$|Ids?$|^seqs$/.test(name) || isUuid(inner)) found.add(place.join('.'))
    walk(inner, place, found)
  }
  for (const part of [json.items, ...(json.anyOf ?? []), ...(json.oneOf ?? []), ...(json.allOf ?? [])]) if (part) walk(part, at, found)
}
