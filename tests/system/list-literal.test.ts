import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'

/** Lists of values reach Postgres as they are, whatever stands in them. */
let database: TestDatabase
beforeAll(async () => { database = await openTestDatabase() })
afterAll(async () => { await database?.close() })

async function back(type: string, list: readonly unknown[]): Promise<unknown[]> {
  const { rows } = await sql<{ value: unknown }>`select value from unnest(${list}::${sql.raw(type)}[]) with ordinality as t (value, place) order by place`.execute(database.kysely)
  return rows.map((row) => row.value)
}

const text = fc.oneof(fc.constantFrom('', 'NULL', 'null', '{}', '{"a","b"}', '"', '\\', '\\"', ',', ' ', '\n', '栗まんじゅう', '👨‍👩‍👧‍👦', "'"), fc.string({ unit: 'grapheme' }).map((value) => value.replaceAll('\u0000', '').toWellFormed()))

test('texts, with all that means something in a list', async () => {
  await fc.assert(fc.asyncProperty(fc.array(fc.option(text), { maxLength: 20 }), async (list) => {
    expect(await back('text', list)).toEqual(list)
  }), { numRuns: 100 })
})

test('numbers, truths, times, bytes and documents', async () => {
  expect(await back('bigint', [1, -2, null, 9_007_199_254_740_991])).toEqual([1, -2, null, 9_007_199_254_740_991])
  expect(await back('boolean', [true, null, false])).toEqual([true, null, false])
  expect(await back('real', [0.5, -1, null])).toEqual([0.5, -1, null])
  const at = new Date('2026-11-24T09:00:00.123Z')
  expect(await back('timestamptz', [at, null, at.toISOString()])).toEqual([at, null, at])
  expect(await back('bytea', [Buffer.from([0, 1, 92, 34, 255]), Buffer.alloc(0), null])).toEqual([Buffer.from([0, 1, 92, 34, 255]), Buffer.alloc(0), null])
  expect(await back('jsonb', [JSON.stringify({ a: '"\\' }), null])).toEqual([{ a: '"\\' }, null])
  expect(await back('text', [])).toEqual([])
})
