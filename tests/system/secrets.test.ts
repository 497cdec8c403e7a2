import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { BadConfiguration } from '../../core/errors.ts'
import { newId } from '../../core/id.ts'
import { SecretUnreadable, type SecretPlace } from '../../core/ports/secrets.ts'
import { openSecrets } from '../../storage/secrets/open-secrets.ts'
import { assertKeysOpen, rewrapStored } from '../../storage/secrets/stored-secrets.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { seedWorkspace } from '../support/people.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kikimimi-keys-'))
  return () => rmSync(folder, { recursive: true, force: true })
})

function somewhere(over: Partial<SecretPlace> = {}): SecretPlace {
  return { workspaceId: newId(), rowId: newId(), network: 'line', column: 'credentials', ...over }
}

describe('one secret', () => {
  test('comes back as it was, 日本語 and all, and is never sealed alike twice', () => {
    const secrets = openSecrets({ keyFile: join(folder, 'kek') })
    const place = somewhere()
    const [one, two] = [secrets.seal('アクセストークン🔑', place), secrets.seal('アクセストークン🔑', place)]
    expect(secrets.open(one, place)).toBe('アクセストークン🔑')
    expect(one).not.toBe(two)
    expect(one).toMatch(/^v1\.[\w-]{12}\.[\w-]+\.[\w-]{16}\.[\w-]+$/)
    expect(one.split('.')[1]).toBe(secrets.keyId)
  })

  test('does not open with any bit of it flipped', () => {
    const secrets = openSecrets({ keyFile: join(folder, 'kek') })
    const place = somewhere()
    const parts = secrets.seal('token', place).split('.')
    for (const part of [2, 3, 4]) {
      const bytes = Buffer.from(parts[part]!, 'base64url')
      for (let bit = 0; bit < bytes.length * 8; bit++) {
        const flipped = Buffer.from(bytes)
        flipped[bit >> 3]! ^= 1 << (bit & 7)
        expect(() => secrets.open(parts.with(part, flipped.toString('base64url')).join('.'), place)).toThrow(SecretUnreadable)
      }
    }
  })

  test.each<keyof SecretPlace>(['workspaceId', 'rowId', 'network', 'column'])('does not open with another %s', (part) => {
    const secrets = openSecrets({ keyFile: join(folder, 'kek') })
    const place = somewhere()
    const sealed = secrets.seal('token', place)
    expect(() => secrets.open(sealed, { ...place, [part]: part === 'network' ? 'x' : part === 'column' ? 'secrets' : newId() })).toThrow(SecretUnreadable)
  })

  test.each(['', 'v1', 'token', 'v2.a.b.c.d', 'v1....', 'v1.abc.AA.AA.AA'])('%j is no secret of ours', (text) => {
    expect(() => openSecrets({ keyFile: join(folder, 'kek') }).open(text, somewhere())).toThrow(SecretUnreadable)
  })

  test('does not open with another key file', () => {
    const place = somewhere()
    const sealed = openSecrets({ keyFile: join(folder, 'kek') }).seal('token', place)
    expect(() => openSecrets({ keyFile: join(folder, 'other') }).open(sealed, place)).toThrow(SecretUnreadable)
  })
})

describe('the key file', () => {
  test('is made once, 32 bytes that only its owner reads', () => {
    const keyFile = join(folder, 'keys', 'kek')
    const first = openSecrets({ keyFile })
    const made = readFileSync(keyFile)
    expect(made).toHaveLength(32)
    expect(statSync(keyFile).mode & 0o777).toBe(0o600)
    expect(openSecrets({ keyFile }).keyId).toBe(first.keyId)
    expect(readFileSync(keyFile)).toEqual(made)
  })

  test('of another length is refused and left alone', () => {
    const keyFile = join(folder, 'kek')
    writeFileSync(keyFile, 'too short')
    expect(() => openSecrets({ keyFile })).toThrow(BadConfiguration)
    expect(readFileSync(keyFile, 'utf8')).toBe('too short')
  })

  test('gives digests that are stable, differ by purpose, and survive a rotation', () => {
    const old = openSecrets({ keyFile: join(folder, 'old') })
    const rotated = openSecrets({ keyFile: join(folder, 'new'), formerKeyFiles: [join(folder, 'old')] })
    expect(old.digest('tombstone', 'x:1')).toBe(openSecrets({ keyFile: join(folder, 'old') }).digest('tombstone', 'x:1'))
    expect(old.digest('tombstone', 'x:1')).not.toBe(old.digest('suppression', 'x:1'))
    expect(old.digest('tombstone', 'x:1')).not.toBe(openSecrets({ keyFile: join(folder, 'new') }).digest('tombstone', 'x:1'))
    expect(rotated.digest('tombstone', 'x:1')).toBe(old.digest('tombstone', 'x:1'))
  })
})

describe('the secrets of a database', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await openTestDatabase()
  })
  afterAll(() => database.close())

  async function connectLine(secrets: ReturnType<typeof openSecrets>, secret: string) {
    const workspace = await seedWorkspace(database.kysely)
    const [appId, channelId] = [newId(), newId()]
    const [appPlace, channelPlace] = [{ rowId: appId, column: 'secrets' }, { rowId: channelId, column: 'credentials' }].map((part) => somewhere({ workspaceId: workspace.id, ...part })) as [SecretPlace, SecretPlace]
    await database.kysely.insertInto('app').values({ workspace_id: workspace.id, id: appId, network: 'line', key: newId(), name: '公式', secrets: secrets.seal(secret, appPlace) }).execute()
    await database.kysely.insertInto('channel').values({
      workspace_id: workspace.id, id: channelId, network: 'line', app_id: appId, external_id: 'U1', name: '青空製菓', handle: null, state_reason: null,
      credentials: secrets.seal(secret, channelPlace), cursor: null, poll_every_seconds: null, quota: null,
    }).execute()
    return { appPlace, channelPlace }
  }

  async function stored(place: SecretPlace): Promise<string> {
    if (place.column === 'secrets') return (await database.kysely.selectFrom('app').select('secrets').where('id', '=', place.rowId).executeTakeFirstOrThrow()).secrets
    return (await database.kysely.selectFrom('channel').select('credentials').where('id', '=', place.rowId).executeTakeFirstOrThrow()).credentials!
  }

  test('start with their key, and with no other; rotation keeps them open and leaves the old key unneeded', async () => {
    const oldFile = join(folder, 'old')
    const old = openSecrets({ keyFile: oldFile })
    const { appPlace, channelPlace } = await connectLine(old, 'canary-token-4711')
    await assertKeysOpen(database.kysely, old)

    const stranger = openSecrets({ keyFile: join(folder, 'new') })
    const refusal = await assertKeysOpen(database.kysely, stranger).catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(BadConfiguration)
    expect((refusal as BadConfiguration).sentence.ja).toContain(old.keyId)
    expect((refusal as BadConfiguration).sentence.en).toContain(old.keyId)

    const rotating = openSecrets({ keyFile: join(folder, 'new'), formerKeyFiles: [oldFile] })
    const before = await stored(appPlace)
    expect(await rewrapStored(database.kysely, rotating)).toBe(2)
    expect(await rewrapStored(database.kysely, rotating)).toBe(0)
    const after = await stored(appPlace)
    // Only the wrapping changed, so rotating costs the same however long the secret is.
    expect(after.split('.').slice(3)).toEqual(before.split('.').slice(3))
    await assertKeysOpen(database.kysely, stranger)
    for (const place of [appPlace, channelPlace]) expect(stranger.open(await stored(place), place)).toBe('canary-token-4711')
    await expect(assertKeysOpen(database.kysely, old)).rejects.toThrow(BadConfiguration)
  })

  test('do not open in each other’s rows', async () => {
    const secrets = openSecrets({ keyFile: join(folder, 'kek') })
    const [hers, theirs] = [await connectLine(secrets, '青空'), await connectLine(secrets, '夕焼')]
    const swapped = await stored(hers.channelPlace)
    expect(() => secrets.open(swapped, theirs.channelPlace)).toThrow(SecretUnreadable)
    expect(() => secrets.open(swapped, hers.appPlace)).toThrow(SecretUnreadable)
    expect(secrets.open(swapped, hers.channelPlace)).toBe('青空')
  })

  test('are nowhere in the database as they were written', async () => {
    const secrets = openSecrets({ keyFile: join(folder, 'kek') })
    const canary = `canary-${randomBytes(8).toString('hex')}`
    await connectLine(secrets, canary)
    const { rows: tables } = await database.pool.query<{ name: string }>("select quote_ident(schemaname) || '.' || quote_ident(tablename) as name from pg_tables where schemaname in ('public', 'app', 'identity')")
    let read = 0
    for (const { name } of tables) {
      const { rows } = await database.pool.query<{ row: string }>(`select t::text as row from ${name} t`)
      for (const { row } of rows) expect(row).not.toContain(canary)
      read += rows.length
    }
    expect(read).toBeGreaterThan(10)
  })
})
