import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { isRunning } from '../../../storage/embedded/server-file.ts'
import { startEmbedded, type EmbeddedPostgres } from '../../../storage/embedded/start-embedded.ts'
import { copyData, diary, HANAKO, isRoot, killHard, makeFolder, makeUsedData, processesOf, run, startHolder } from './help.ts'

const PATIENCE = { timeout: 10_000, interval: 20 }
const project = fileURLToPath(new URL('../../../', import.meta.url))
const FIRST_DAY = ['田中さんの一日目']
let folder = ''
let used = ''
let servers: EmbeddedPostgres[] = []

async function start(dataDir: string): Promise<EmbeddedPostgres> {
  const server = await startEmbedded({ dataDir })
  servers.push(server)
  return server
}

beforeAll(async () => {
  folder = makeFolder()
  used = await makeUsedData(folder)
}, 30_000)

afterEach(async () => {
  await Promise.all(servers.map((server) => server.stop()))
  servers = []
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('a first start makes the database and its two roles, and a second changes nothing', async () => {
  const dataDir = join(folder, '一 回目')
  for (const turn of ['first', 'second']) {
    const server = await startEmbedded({ dataDir })
    const [owner] = await run(server.connectionString, `select current_user as name, current_database() as database, rolsuper, rolbypassrls, rolcreaterole, rolcanlogin,
      (select pg_get_userbyid(datdba) from pg_database where datname = current_database()) as owner from pg_roles where rolname = current_user`)
    expect(owner, turn).toEqual({ name: 'kikimimi', database: 'kikimimi', owner: 'kikimimi', rolsuper: false, rolbypassrls: false, rolcreaterole: false, rolcanlogin: true })
    const members = await run(server.superuserConnectionString, "select inherit_option, set_option, admin_option from pg_auth_members where roleid = 'kikimimi_member'::regrole")
    expect(members, turn).toEqual([{ inherit_option: false, set_option: true, admin_option: false }])
    const asMember = await run(`${server.connectionString}&options=-crole%3Dkikimimi_member`, 'select current_user as name')
    expect(asMember, turn).toEqual([{ name: 'kikimimi_member' }])
    await server.stop()
  }
}, 30_000)

test('the server is the durable one that we measured: checksums, fsync, code point order, a socket and no port', async () => {
  const server = await start(copyData(used, join(folder, 'settings')))
  const settings = await run(server.connectionString, `select name, setting from pg_settings where name in
    ('fsync', 'data_checksums', 'listen_addresses', 'jit', 'TimeZone', 'wal_level', 'max_connections', 'server_encoding') order by name collate "C"`)
  expect(Object.fromEntries(settings.map(({ name, setting }) => [name, setting]))).toEqual({
    fsync: 'on', data_checksums: 'on', listen_addresses: '', jit: 'off', TimeZone: 'UTC', wal_level: 'replica', max_connections: '100', server_encoding: 'UTF8',
  })
  const [locale] = await run(server.connectionString, "select datlocprovider, datlocale, 'あ' < 'い' as ordered, upper('é') as upper from pg_database where datname = 'kikimimi'")
  expect(locale).toEqual({ datlocprovider: 'b', datlocale: 'C.UTF-8', ordered: true, upper: 'É' })
}, 30_000)

test('a stop leaves no process, socket or note behind, and the next start finds the data', async () => {
  const dataDir = copyData(used, join(folder, 'restart'))
  const first = await start(dataDir)
  expect(isRunning(dataDir)).toMatchObject({ connectionString: first.connectionString, supervisor: { pid: process.pid }, postgres: { pid: first.pid() } })
  expect(statSync(join(dataDir, 'run', 'server.json')).mode & 0o777).toBe(0o600)
  await run(first.connectionString, "insert into diary values ('二日目')")
  await Promise.all([first.stop(), first.stop()])
  expect(isRunning(dataDir)).toBeUndefined()
  expect(existsSync(join(dataDir, 'run', '.s.PGSQL.5432'))).toBe(false)
  await vi.waitFor(() => expect(processesOf(dataDir)).toEqual([]), PATIENCE)
  const second = await start(dataDir)
  expect(await diary(second.connectionString)).toEqual([...FIRST_DAY, '二日目'])
}, 30_000)

test('kill -9 of the parent takes Postgres along, and the next start finds what was committed', async () => {
  const dataDir = copyData(used, join(folder, 'killed parent'))
  const { child, said } = await startHolder(dataDir)
  await run(said.connectionString ?? '', "insert into diary values ('花子の投稿')")
  await killHard(child)
  await vi.waitFor(() => expect(processesOf(dataDir)).toEqual([]), PATIENCE)
  expect(isRunning(dataDir)).toBeUndefined()
  const server = await start(dataDir)
  expect(await diary(server.connectionString)).toEqual([...FIRST_DAY, '花子の投稿'])
}, 30_000)

test('a Postgres that outlived both its parent and the guard is recognised as ours and replaced', async () => {
  const dataDir = copyData(used, join(folder, 'orphan'))
  const { child, said } = await startHolder(dataDir)
  const orphan = said.pid ?? 0
  for (const { pid, name } of processesOf(dataDir)) if (name === 'sh') process.kill(pid, 'SIGKILL')
  await killHard(child)
  expect(await diary(said.connectionString ?? '')).toEqual(FIRST_DAY)
  const lines: string[] = []
  const server = await startEmbedded({ dataDir, log: (line) => lines.push(line) })
  servers.push(server)
  expect(lines).toEqual([expect.stringContaining(`${orphan}`)])
  expect(server.pid()).not.toBe(orphan)
  expect(processesOf(dataDir).map(({ pid }) => pid)).not.toContain(orphan)
  expect(await diary(server.connectionString)).toEqual(FIRST_DAY)
}, 30_000)

test('Postgres killed with kill -9 comes back by itself with what was committed', async () => {
  const dataDir = copyData(used, join(folder, 'killed server'))
  const server = await start(dataDir)
  const before = server.pid()
  await run(server.connectionString, "insert into diary values ('佐藤の返信')")
  process.kill(before, 'SIGKILL')
  await vi.waitFor(async () => expect(await diary(server.connectionString)).toEqual([...FIRST_DAY, '佐藤の返信']), PATIENCE)
  await vi.waitFor(() => expect(isRunning(dataDir)?.postgres.pid).toBe(server.pid()), PATIENCE)
  expect(server.pid()).not.toBe(before)
}, 30_000)

// As the user of Postgres, else Postgres itself would see that the number is not its own. The second leaves a child it never collects.
const REUSED = { 'a living stranger': 'echo $$; exec sleep 60', 'a zombie': 'sleep 0 & echo $!; exec sleep 60' }
test.for(Object.entries(REUSED))('a number left in postmaster.pid that %s carries today does not keep Postgres from starting', { timeout: 30_000 }, async ([kind, script]) => {
  const dataDir = copyData(used, join(folder, kind))
  await (await start(dataDir)).stop()
  const owner = statSync(join(dataDir, 'postgres'))
  const user = isRoot ? { uid: owner.uid, gid: owner.gid } : {}
  const stranger = spawn('/bin/sh', ['-c', script], { ...user, stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    const [said] = await once(stranger.stdout, 'data')
    const pid = Number(String(said))
    const stale = `${pid}\n${join(dataDir, 'postgres')}\n1\n5432\n${join(dataDir, 'run')}\n\n 1 1\nready   \n`
    for (const file of [join(dataDir, 'postgres', 'postmaster.pid'), join(dataDir, 'run', '.s.PGSQL.5432.lock')]) {
      writeFileSync(file, stale, { mode: 0o600 })
      if (isRoot) chownSync(file, owner.uid, owner.gid)
    }
    writeFileSync(join(dataDir, 'kikimimi.lock'), JSON.stringify({ pid, started: 'of another process' }))
    const server = await start(dataDir)
    expect(await diary(server.connectionString)).toEqual(FIRST_DAY)
    expect(stranger.exitCode ?? stranger.signalCode).toBeNull()
  } finally {
    stranger.kill('SIGKILL')
  }
})

test('a second process on the same data is refused in two languages and leaves the first alone', async () => {
  const dataDir = copyData(used, join(folder, 'shared'))
  const server = await start(dataDir)
  const pid = server.pid()
  const { said } = await startHolder(dataDir)
  expect(said.error).toContain(`in use by another running Kikimimi (process ${process.pid})`)
  await expect(startEmbedded({ dataDir })).rejects.toMatchObject({ code: 'data_in_use', sentence: { ja: expect.stringContaining(dataDir) } })
  expect(server.pid()).toBe(pid)
  expect(await diary(server.connectionString)).toEqual(FIRST_DAY)
}, 30_000)

test('a path too long for a socket gets a closed folder elsewhere, which goes at the end', async () => {
  const dataDir = copyData(used, join(folder, '聞き耳の とても長いフォルダー名'.repeat(4), 'データ'))
  const server = await start(dataDir)
  const socketDir = new URL(server.connectionString).searchParams.get('host') ?? ''
  expect(Buffer.byteLength(join(socketDir, '.s.PGSQL.5432'))).toBeLessThan(100)
  expect(statSync(socketDir).mode & 0o777).toBe(0o700)
  expect(await diary(server.connectionString)).toEqual(FIRST_DAY)
  expect(isRunning(dataDir)?.connectionString).toBe(server.connectionString)
  await server.stop()
  expect(existsSync(socketDir)).toBe(false)
}, 30_000)

test.runIf(isRoot)('as root, under a folder closed to everybody else, with a restored cluster that root owns', async () => {
  const closed = join(folder, 'closed')
  mkdirSync(closed)
  chmodSync(closed, 0o700)
  const server = await start(copyData(used, join(closed, 'data')))
  expect(await diary(server.connectionString)).toEqual(FIRST_DAY)
  const uid = /^Uid:\s+(\d+)/m.exec(readFileSync(`/proc/${server.pid()}/status`, 'utf8'))?.[1]
  expect(Number(uid)).toBeGreaterThan(0)
  expect(statSync(closed).mode & 0o777).toBe(0o700)
}, 30_000)

test.runIf(isRoot)('another local user does not reach the socket', async () => {
  const server = await start(copyData(used, join(folder, 'walls')))
  const script = "import net from 'node:net'; net.connect(process.argv[1]).on('connect', () => console.log('open')).on('error', (e) => console.log(e.code))"
  const socket = join(new URL(server.connectionString).searchParams.get('host') ?? '', '.s.PGSQL.5432')
  const attempt = spawnSync('/usr/bin/env', ['-C', '/', process.execPath, '--input-type=module', '-e', script, socket], { ...HANAKO, encoding: 'utf8' })
  expect(attempt.stdout.trim() || attempt.stderr).toBe('EACCES')
}, 30_000)

const readable = isRoot && spawnSync('/bin/sh', ['-c', 'test -r "$0"', join(project, 'package.json')], HANAKO).status === 0
test.runIf(readable)('as an ordinary user in a folder of her own (skipped where that user cannot read the project)', async () => {
  const home = join(folder, 'home')
  mkdirSync(home)
  chownSync(home, HANAKO.uid, HANAKO.gid)
  const { child, said } = await startHolder(join(home, 'data'), { user: HANAKO })
  expect(said.error).toBeUndefined()
  expect(statSync(`/proc/${said.pid}`).uid).toBe(HANAKO.uid)
  expect(await run(said.connectionString ?? '', 'select 1 as one')).toEqual([{ one: 1 }])
  await killHard(child)
  await vi.waitFor(() => expect(processesOf(join(home, 'data'))).toEqual([]), PATIENCE)

  const ofRoot = await startHolder(used, { user: HANAKO })
  expect(ofRoot.said.error).toContain('Start as the same user as before')
}, 30_000)
