import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { commands } from '../../commands/admin/list.ts'
import { openSecrets } from '../../storage/secrets/open-secrets.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { runCommand, type Ran } from '../support/run-command.ts'

/** `npm run admin` by the person at the machine: an installation is furnished, mended and checked without the console. */

// Each command is a process of its own; a busy machine takes its time to start them.
vi.setConfig({ testTimeout: 180_000 })

let database: TestDatabase
let folder: string

beforeAll(async () => {
  database = await openTestDatabase()
  folder = mkdtempSync(join(tmpdir(), 'kkm-admin-'))
})
afterAll(async () => {
  await database.close()
  rmSync(folder, { recursive: true, force: true })
})

test('an installation is furnished by command, step by step', async () => {
  await done('workspace', 'create', '青空製菓')
  expect(await refusal('workspace', 'create', '青空製菓')).toBe('conflict')
  await done('team', 'create', 'サポート')
  const hanako = await done('user', 'create', '--email', 'Hanako@aozora.example', '--name', '山田 花子', '--role', 'administrator')
  expect(new URL(hanako.link.url).pathname).toMatch(/^\/link\/[\w-]{40,}$/)
  const ken = await done({ input: 'kumo-no-ue-ha-hare\n' }, 'user', 'create', '--email', 'ken@aozora.example', '--name', '鈴木 健', '--role', 'agent', '--team', 'サポート', '--password-stdin')
  expect(ken.link).toBeNull()
  const { rows: members } = await sql`
    select m.name, m.email, m.role, t.name as team from member m left join team_member tm using (workspace_id, user_id) left join team t on t.id = tm.team_id order by m.email`.execute(database.kysely)
  expect(members).toEqual([
    { name: '山田 花子', email: 'hanako@aozora.example', role: 'administrator', team: null }, { name: '鈴木 健', email: 'ken@aozora.example', role: 'agent', team: 'サポート' },
  ])

  const secrets = join(folder, 'line.json')
  writeFileSync(secrets, JSON.stringify({ channelSecret: 'canary-4711' }))
  const app = await done('app', 'create', '--network', 'line', '--name', '公式', '--secrets-file', secrets)
  expect(app['webhookPath']).toMatch(/^\/webhooks\/line\/[\w-]+$/)
  const unchecked = ['channel', 'create', '--network', 'line', '--app', app.id, '--credential', 'channelAccessToken=canary=4712', '--no-check']
  expect(await refusal(...unchecked)).toBe('invalid_input')
  const channel = await done(...unchecked, '--external-id', 'U4711', '--name', '青空製菓 公式')
  expect(channel).toMatchObject({ externalId: 'U4711', state: 'connected', appId: app.id })
  const { rows: sealed } = await sql<{ sealed: string }>`select secrets as sealed from app union all select credentials from channel where network = 'line'`.execute(database.kysely)
  expect(sealed.map((row) => row.sealed.includes('canary'))).toEqual([false, false])
  // An address inside the company is refused, in words, before anything is asked.
  expect(await refusal('channel', 'create', '--network', 'feed', '--config', 'url=https://localhost:9/feed.xml')).toBe('network_refused')
  expect(await list('channel', 'list')).toEqual([expect.objectContaining({ externalId: 'U4711' })])
})

describe('with that installation', () => {
  test('a login is reset, a person suspended and let in again; the last administrator stays', async () => {
    await sql`insert into identity.session (id, token, "userId", "expiresAt", "createdAt", "updatedAt") select 's1', 't1', id, now() + interval '1 day', now(), now() from identity."user" where email = 'ken@aozora.example'`.execute(database.kysely)
    expect((await done('user', 'reset', 'ken@aozora.example', '--totp')).link.url).toContain('/link/')
    expect((await sql`select 1 from identity.session`.execute(database.kysely)).rows).toEqual([])
    await done('user', 'suspend', 'ken@aozora.example')
    expect((await list('user', 'list')).map((user) => [user['email'], user['state']])).toEqual([['hanako@aozora.example', 'active'], ['ken@aozora.example', 'suspended']])
    await done('user', 'resume', 'ken@aozora.example')
    expect(await refusal('user', 'suspend', 'hanako@aozora.example')).toBe('last_administrator')
    expect(await refusal('user', 'reset', 'nobody@aozora.example')).toBe('not_found')
  })

  test('the chain is whole, and a changed event is found at its place', async () => {
    const [chain] = await list('chain', 'verify')
    expect(chain).toMatchObject({ name: '青空製菓', ok: true, erased: 0 })
    expect(chain!['events']).toBeGreaterThan(5)
    await sql`update event set actor_id = 'somebody else' where position = 3`.execute(database.kysely)
    const broken = await admin(['chain', 'verify', '--json'])
    expect([broken.code, JSON.parse(broken.stdout)]).toEqual([1, [expect.objectContaining({ ok: false, position: 3, fault: 'changed' })]])
  })

  test('the key is rotated at rest: the new one opens, and the product starts with it', async () => {
    const [old, fresh] = [join(folder, 'keys', 'kek'), join(folder, 'keys', 'kek-2')]
    expect(await refusal('key', 'rotate', '--to', old)).toBe('invalid_input')
    // The connections of this test are named as a running product's are.
    await database.kysely.selectFrom('workspace').select('id').execute()
    expect(await refusal('key', 'rotate', '--to', fresh)).toBe('product_running')
    await sql`select set_config('application_name', 'test', false)`.execute(database.kysely)
    expect(existsSync(fresh)).toBe(false)
    const rotated = await done('key', 'rotate', '--to', fresh)
    expect(rotated).toMatchObject({ rewrapped: 2, settings: { KIKIMIMI_KEY_FILE: fresh, KIKIMIMI_FORMER_KEY_FILES: old } })
    expect(await done('key', 'rotate', '--to', fresh)).toMatchObject({ rewrapped: 0 })

    expect((await admin(['workspace', 'list'])).stderr).toContain('KIKIMIMI_KEY_FILE')
    expect(await admin(['workspace', 'list'], { KIKIMIMI_KEY_FILE: fresh, KIKIMIMI_FORMER_KEY_FILES: old })).toMatchObject({ code: 0 })
    const app = await database.kysely.selectFrom('app').selectAll().executeTakeFirstOrThrow()
    const opened = openSecrets({ keyFile: fresh }).open(app.secrets, { workspaceId: app.workspace_id, rowId: app.id, network: 'line', column: 'secrets' })
    expect(opened).toContain('canary-4711')
    expect(readFileSync(fresh)).toHaveLength(32)
  })

  test('a back-up of somebody else’s Postgres is not promised', async () => {
    expect((await admin(['backup', join(folder, 'backup')])).stderr).toContain('pg_basebackup')
    expect((await admin(['restore', folder])).stderr).toContain('pg_basebackup')
  })
})

test('every command explains itself in both languages, and what is wrong is said in both', async () => {
  const all = await admin(['--help'])
  expect(commands.filter(({ name }) => !all.stdout.includes(name))).toEqual([])
  const one = await admin(['channel', 'create', '--help'])
  expect([one.code, one.stdout.includes('資格情報はネットワークに確かめます'), one.stdout.includes('the network is asked')]).toEqual([0, true, true])
  expect(commands.filter(({ ja, en }) => !/[ぁ-ん]/.test(ja) || !/^[A-Z]/.test(en))).toEqual([])
  for (const args of [['nonsense'], ['user', 'create', '--emial', 'x'], ['workspace', 'create'], ['user', 'create']]) {
    const ran = await admin(args)
    expect([args, ran.code, /[ぁ-ん]/.test(ran.stderr), ran.stderr.trim().split('\n').length]).toEqual([args, 1, true, 2])
  }
})

function admin(args: string[], env: Record<string, string> = {}, input?: string): Promise<Ran> {
  return runCommand('commands/admin.ts', args, { env: { DATA_DIR: folder, DATABASE_URL: database.connectionString, ...env }, ...(input !== undefined && { input }) })
}

// The tests say what they expect of it.
type Answer = Record<string, unknown> & { id: string; link: { url: string } }

async function done(...given: (string | { input: string })[]): Promise<Answer> {
  const input = given.find((part) => typeof part === 'object')?.input
  const args = given.filter((part) => typeof part === 'string')
  const ran = await admin([...args, '--json'], {}, input)
  expect([args, ran.code, ran.stderr]).toEqual([args, 0, ''])
  return JSON.parse(ran.stdout) as Answer
}

async function list(...args: string[]): Promise<Answer[]> {
  return (await done(...args)) as unknown as Answer[]
}

async function refusal(...args: string[]): Promise<string> {
  const ran = await admin([...args, '--json'])
  expect(ran.code).toBe(1)
  return (JSON.parse(ran.stdout) as { error: { code: string } }).error.code
}
