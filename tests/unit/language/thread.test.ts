import { afterAll, expect, test } from 'vitest'
import { createLanguage } from '../../../pipeline/language/create-language.ts'

const lines: string[] = []
const language = createLanguage({ log: (line) => lines.push(line), worker: new URL('./stubborn-worker.ts', import.meta.url), textMs: 2000 })
afterAll(() => language.close())

async function analyse(...texts: string[]) {
  return language.analyzeMany(texts, { workspace: '青空製菓' })
}

test('a text that hangs the thread passes with a reason, and its neighbours are analysed', async () => {
  const [before, hung, after] = await analyse('チョコが美味しい', '固まれ。返金', '対応が遅い')
  expect(before).toMatchObject({ language: 'ja', sentiment: { label: 'positive' } })
  expect(after).toMatchObject({ language: 'ja', sentiment: { label: 'negative' } })
  expect(hung).toMatchObject({ language: 'und', failed: 'timeout', sentiment: { label: 'neutral' } })
  expect(hung!.terms.map(({ value }) => value)).toContain('返金')
  expect(lines.some((line) => line.includes('timeout'))).toBe(true)
})

test('a text that kills the thread passes with a reason too', async () => {
  const [fallen, after] = await analyse('落ちろ', '嬉しい')
  expect(fallen).toMatchObject({ failed: 'crash' })
  expect(after).toMatchObject({ sentiment: { label: 'positive' } })
})

test('two pages at once: only the text at fault is given up', async () => {
  const [first, second] = await Promise.all([analyse('楽しい', '固まれ', '悲しい'), analyse('便利', '固まれ')])
  expect(first.map(({ failed }) => failed)).toEqual([undefined, 'timeout', undefined])
  expect(second.map(({ failed }) => failed)).toEqual([undefined, 'timeout'])
})

test('where the dictionary fails, the rest of the text keeps its words', async () => {
  const [annotation] = await analyse('忘れろ。 検索 kensaku')
  expect(annotation).toMatchObject({ failed: 'dictionary' })
  const values = annotation!.terms.map(({ value }) => value)
  expect(values).toEqual(expect.arrayContaining(['忘れろ', '検索', 'kensaku']))
})

test('a thread that cannot start leaves texts findable and says so', async () => {
  const broken = createLanguage({ log: () => {}, worker: new URL('./no-such-file.ts', import.meta.url) })
  const [annotation] = await broken.analyzeMany(['返金してください'], { workspace: '青空製菓' })
  expect(annotation).toMatchObject({ failed: 'unavailable' })
  expect(annotation!.terms.map(({ value }) => value)).toContain('返金')
  expect(await broken.readQuery('返金', '青空製菓')).toEqual({ kind: 'word', text: '返金', alternatives: ['返金'] })
  await broken.close()
})
