import fc from 'fast-check'
import { stringify } from 'csv-stringify/sync'
import { expect, test } from 'vitest'
import { detectEncoding } from '../../../ingest/import/read-lines.ts'
import { readRows, type FileRow } from '../../../ingest/import/read-rows.ts'

async function rowsOf(text: string | Uint8Array, format: 'csv' | 'jsonl' = 'csv', encoding: 'utf-8' | 'shift_jis' = 'utf-8'): Promise<FileRow[]> {
  return Array.fromAsync(readRows(typeof text === 'string' ? new TextEncoder().encode(text) : text, format, encoding))
}

test('an unclosed quote costs its own line and no other', async () => {
  const rows = await rowsOf('id,text\n1,"ひとつめ"\n2,"閉じていない\n3,みっつめ\n4,"二行の\nことば"\n')
  expect(rows.map(({ rowNo, fields }) => [rowNo, fields?.['text'] ?? null])).toEqual([[1, 'ひとつめ'], [2, null], [3, 'みっつめ'], [4, '二行の\nことば']])
  expect(rows[1]).toMatchObject({ raw: '2,"閉じていない', trouble: { ja: '引用符（"）が閉じていません。' } })
})

test('quotes inside words, doubled quotes, tabs, blank lines and Windows line ends are read as offices write them', async () => {
  expect((await rowsOf('id\ttext\r\n\r\n1\t7" の画面\r\n2\t"「""特選""」"\r\n')).map((row) => row.fields)).toEqual([{ id: '1', text: '7" の画面' }, { id: '2', text: '「"特選"」' }])
})

test('a row with more fields than the header is refused, since its text would be cut at the comma', async () => {
  const rows = await rowsOf('id,text\n1,甘い, でも高い\n2,短い\n3,\n4,末尾,,\n')
  expect(rows.map(({ rowNo, fields }) => [rowNo, fields !== null])).toEqual([[1, false], [2, true], [3, true], [4, true]])
  expect(rows[0]!.trouble!.en).toContain('3 fields')
})

test('a file in which no quote is closed is read in a moment, a row for each line', async () => {
  const lines = 30_000
  const rows = await rowsOf(`id,text\n${Array.from({ length: lines }, (_, n) => `${n},"開いたまま`).join('\n')}`)
  expect([rows.length, rows.filter((row) => row.fields !== null).length]).toEqual([lines, 0])
})

test('columns of the same name are told apart, and one without a name has its number', async () => {
  expect((await rowsOf('text,text,\na,b,c\n'))[0]!.fields).toEqual({ text: 'a', 'text #2': 'b', '#3': 'c' })
})

test('JSON lines that are none are rows with a reason', async () => {
  const rows = await rowsOf('{"text":"ok"}\n\n{"text":\n[1]\n', 'jsonl')
  expect(rows.map(({ rowNo, fields }) => [rowNo, fields])).toEqual([[1, { text: 'ok' }], [2, null], [3, null]])
})

test('pieces may cut a letter in two, and the encoding is found to the last byte', async () => {
  const bytes = new TextEncoder().encode(`text\n${'あ'.repeat(50_000)}\n`)
  async function* pieces() {
    for (let at = 0; at < bytes.length; at += 1001) yield bytes.subarray(at, at + 1001)
  }
  expect((await Array.fromAsync(readRows(pieces(), 'csv', 'utf-8')))[0]!.fields!['text']).toBe('あ'.repeat(50_000))
  expect(detectEncoding(bytes)).toBe('utf-8')
  // 髙, as Windows writes it, after two megabytes of ASCII.
  expect(detectEncoding(Buffer.concat([Buffer.alloc(2 << 20, 'a'), Buffer.from([0xfb, 0xfc])]))).toBe('shift_jis')
})

test('whatever a CSV writer writes is read back, in any cut of pieces', async () => {
  const cell = fc.string({ unit: fc.constantFrom('あ', 'a', ',', '"', '\n', ' ', '😀', ';'), maxLength: 12 }).map((text) => text.replace(/^﻿/, ''))
  await fc.assert(fc.asyncProperty(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 20 }), async (cells) => {
    const rows = await rowsOf(stringify([['left', 'right'], ...cells], { quoted: true }))
    expect(rows.map((row) => [row.fields!['left'], row.fields!['right']])).toEqual(cells)
  }), { numRuns: 200 })
})
