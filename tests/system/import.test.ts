import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { seedWorkspace, type SeededWorkspace } from '../support/people.ts'
import { runCommand } from '../support/run-command.ts'

/** `npm run import` as 花子 runs it on the server, on a database that no product serves. */

// Each command is a process of its own; a busy machine takes its time to start them.
vi.setConfig({ testTimeout: 180_000 })

let database: TestDatabase
let folder: string
let workspace: SeededWorkspace

beforeEach(async () => {
  database = await openTestDatabase()
  folder = mkdtempSync(join(tmpdir(), 'kkm-import-'))
  workspace = await seedWorkspace(database.kysely)
})
afterEach(async () => {
  await database.close()
  rmSync(folder, { recursive: true, force: true })
})

test('the files of an office come in, in their encodings, and what is wrong with a row is said', async () => {
  const rejected = join(folder, 'rejected.csv')
  const utf8 = await importFile('fixtures/import/history.csv', '--rejected', rejected)
  expect(utf8.stderr).toContain('csv, utf-8')
  expect(JSON.parse(utf8.stdout)).toMatchObject({ state: 'done', known: 1, rejected: 3 })
  const lines = readFileSync(rejected, 'utf8').split('\r\n')
  expect(lines.filter((line) => /M-1204|S-0011|M-1206/.test(line))).toHaveLength(3)
  expect(lines.find((line) => line.includes('M-1206'))).toContain('本文の列「本文」が空です。')

  const shiftJis = await importFile('fixtures/import/history-shift-jis.csv')
  expect(shiftJis.stderr).toContain('csv, shift_jis')
  expect(JSON.parse(shiftJis.stdout)).toMatchObject({ state: 'done', rejected: 2 })
  expect(JSON.parse((await importFile('fixtures/import/history.jsonl')).stdout)).toMatchObject({ state: 'done', known: 1, rejected: 2 })
  expect(await textsLike('%①%')).not.toEqual([])

  // The same file again brings nothing new, and nothing waits.
  const again = JSON.parse((await importFile('fixtures/import/history.csv')).stdout) as { imported: number; known: number }
  expect(again).toMatchObject({ imported: 0 })
  expect(again.known).toBe(JSON.parse(utf8.stdout).imported + 1)
  expect(await stateCounts()).toEqual({ done: expect.any(Number) })
})

test('what stands at a row’s start is no formula in the list of rejected rows', async () => {
  const file = join(folder, 'rows.csv')
  writeFileSync(file, 'when,body\n=1+1,怪しい\n2026-11-03 09:12,よい\n')
  const rejected = join(folder, 'rejected.csv')
  const ran = await importFile(file, '--map', 'text=body,at=when', '--rejected', rejected)
  expect(JSON.parse(ran.stdout)).toMatchObject({ imported: 1, rejected: 1 })
  expect(readFileSync(rejected, 'utf8')).toContain(`'=1+1`)
})

test('killed in the middle and resumed, every row is there once', async () => {
  const file = join(folder, 'rows.csv')
  const count = 3500
  writeFileSync(file, `日時,番号,本文\n${Array.from({ length: count }, (_, n) => `2025-11-03 09:12,${n},${n === 1700 ? '' : `お問い合わせ ${n}`}`).join('\n')}\n`)
  const killed = await importFile(file, { FAIL_AT: 'import-stored:2' })
  expect(killed.signal ?? killed.code).toBe('SIGKILL')
  const job = await database.kysely.selectFrom('job').select(['id', 'state', 'cursor']).executeTakeFirstOrThrow()
  expect(job).toMatchObject({ state: 'running', cursor: '2000' })

  // The dead process's lease ends by the database's clock.
  await sql`update job set lease_until = app.now() - interval '1 second'`.execute(database.kysely)
  const resumed = await run('--resume', job.id, '--json')
  expect(JSON.parse(resumed.stdout)).toEqual({ jobId: job.id, state: 'done', imported: count - 1, known: 0, rejected: 1 })
  const { rows } = await sql<{ rows: number; ids: number }>`select count(*)::int as rows, count(distinct external_id)::int as ids from mention`.execute(database.kysely)
  expect(rows).toEqual([{ rows: count - 1, ids: count - 1 }])
})

test('what cannot be imported is refused in a sentence, before anything is stored', async () => {
  const file = join(folder, 'rows.csv')
  writeFileSync(file, 'when,words\n2026-11-03,よい\n')
  const refusals = [
    await run(file, '--yes'), await run(file, '--map', 'text=nothing', '--yes'), await run(file, '--map', 'story=words', '--yes'), await run(join(folder, 'none.csv'), '--yes'),
    await run(file, '--map', 'text=words', '--zone', 'Mars/Base', '--yes'), await run(file, '--map', 'text=words'), await run('--resume', 'x'), await run(),
  ]
  expect(refusals.map(({ code, stderr }) => [code, stderr.trim().split('\n').at(-1)])).toEqual([
    [1, expect.stringContaining('which column holds the text')], [1, expect.stringContaining('no column “nothing”')], [1, expect.stringContaining('cannot be read')],
    [1, expect.stringContaining('There is no file')], [1, expect.stringContaining('no time zone')], [1, 'Add --yes to start.'], [1, expect.stringContaining('was not found')],
    [1, expect.stringContaining('Name one file')],
  ])
  expect(await database.kysely.selectFrom('job').select('id').execute()).toEqual([])
})

function importFile(file: string, ...rest: (string | Record<string, string>)[]) {
  const args = rest.filter((part) => typeof part === 'string')
  const env = rest.find((part) => typeof part === 'object')
  return runCommand('commands/import.ts', [file, '--workspace', workspace.name, '--yes', '--json', ...args], { env: { ...surroundings(), ...env } })
}

function run(...args: string[]) {
  return runCommand('commands/import.ts', args, { env: surroundings() })
}

function surroundings(): Record<string, string> {
  return { DATA_DIR: folder, DATABASE_URL: database.connectionString }
}

async function textsLike(pattern: string): Promise<string[]> {
  return (await database.kysely.selectFrom('mention').select('text').where('text', 'like', pattern).execute()).map((row) => row.text)
}

async function stateCounts(): Promise<Record<string, number>> {
  const { rows } = await sql<{ state: string; count: number }>`select state, count(*)::int as count from intake group by state`.execute(database.kysely)
  return Object.fromEntries(rows.map((row) => [row.state, row.count]))
}
