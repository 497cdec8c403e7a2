import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { QueryError, type Annotation, type Query } from '../../core/ports/language.ts'
import { createLanguage } from '../../pipeline/language/create-language.ts'

const language = createLanguage({ log: () => {} })
afterAll(() => language.close())
const workspace = '青空製菓'

async function analyse(text: string): Promise<Annotation> {
  return (await language.analyzeMany([text], { workspace }))[0]!
}

describe('any input', () => {
  const hostile: [string, string][] = [
    ['nothing', ''], ['NUL', 'あ\u0000い'], ['a lone surrogate', 'あ\ud800い\udc00'], ['16,000 times one kana', 'ァ'.repeat(16_000)],
    ['100,000 characters without an end', '検索して返金を待つ'.repeat(11_000)], ['100,000 Latin letters', 'a'.repeat(100_000)], ['laughter without an end', 'あ草草'.repeat(33_000)],
    ['runs of emoji', '嬉しい' + '😀'.repeat(20_000) + '返金'], ['flags', '🇯🇵'.repeat(5000) + '返金'], ['families', '👨‍👩‍👧‍👦'.repeat(3000)], ['skin tones', '👍🏽'.repeat(3000) + 'です'],
    ['right to left', '\u202eمرحبا بالعالم\u202c 返金'], ['open brackets', '(('.repeat(50_000)], ['half a face', '(^_^'.repeat(20_000)], ['variant selectors', '葛󠄀城市\ufe0f\ufe0f'], ['voicing marks', '゛゛ｶﾞか\u3099゛'],
    ['expanding characters', 'ﷺ㈱'.repeat(10_000)], ['rare ideographs', '𠮷野家𩸽'.repeat(10_000)], ['combining marks', 'e' + '\u0301'.repeat(50_000)], ['addresses', 'http://'.repeat(10_000)], ['hashes', '#あ'.repeat(30_000)],
  ]
  test.each(hostile)('%s: nothing is lost or thrown, and it ends', async (_name, text) => {
    const started = performance.now()
    expectWhole(text, await analyse(text))
    expect(performance.now() - started).toBeLessThan(20_000)
  })

  test('whatever characters come', async () => {
    const unit = fc.oneof(fc.string({ unit: 'binary', maxLength: 8 }), fc.constantFrom('検索', 'ました', '😭', '👨‍👩‍👧', '🇯🇵', 'www', '(´;ω;`)', '#新商品', '@taro', 'https://a.jp/', '。', '\n', '　', '\ud83d', '〜', 'ｶﾞ', "don't", '3,000'))
    await fc.assert(fc.asyncProperty(fc.array(fc.array(unit, { maxLength: 12 }).map((parts) => parts.join('')), { minLength: 1, maxLength: 10 }), async (texts) => {
      const annotations = await language.analyzeMany(texts, { workspace })
      expect(annotations).toHaveLength(texts.length)
      for (const [index, annotation] of annotations.entries()) expectWhole(texts[index]!, annotation)
    }), { numRuns: 150 })
  })

  test('what stands after runs of emoji is kept', async () => {
    const { terms } = await analyse('😀😀😀🇯🇵👍🏽 返金してください')
    expect(terms.map(({ value }) => value)).toEqual(expect.arrayContaining(['😀', '🇯🇵', '返金']))
  })
})

describe('terms', () => {
  test.each([
    ['検索エンジン', ['検索', 'けんさく', '~kensaku', 'えんじん']], ['食べました', ['食べ', '食べる']], ['#新商品発売', ['#新商品発売', '新商品発売', '商品', '発売']],
    ['@Taro_1', ['@taro_1', 'taro_1']], ['running shoes', ['running', 'run', 'shoes', 'shoe']], ['1,980円', ['1980', '円']], ['ｻｰﾊﾞｰ', ['さーば']], ['髙島屋', ['高', '島屋']],
  ])('%s can be found by %j', async (text, values) => {
    expect((await analyse(text)).terms.map(({ value }) => value)).toEqual(expect.arrayContaining(values))
  })
})

describe('language', () => {
  test.each([
    ['ja', '新商品のチョコ、美味しかった'], ['ja', '完売御礼'], ['ja', 'iPhoneを買った'], ['zh', '这个产品真的很好用，谢谢你们'], ['ko', '정말 맛있어요 감사합니다'], ['en', 'The chocolate was great, thank you'],
    ['und', '😀😀'], ['und', 'https://example.com'], ['und', 'Merci beaucoup pour votre réponse très rapide'], ['und', 'Большое спасибо'],
  ])('%s: %s', async (expected, text) => expect((await analyse(text)).language).toBe(expected))
})

describe('sentiment', () => {
  test.each([
    ['positive', 'このチョコ、本当に美味しい！'], ['negative', 'この店は全然美味しくない'], ['positive', '思ったより悪くなかった'], ['negative', '箱が潰れて届いて最悪です'],
    ['positive', '高いけど、食べたら最高だった'], ['negative', '味は最高なのに、接客がひどい'], ['neutral', '本日は19時に営業を終了いたします'], ['neutral', '今日は東京へ行きます'],
    ['negative', '😡😡'], ['positive', 'やっと買えた🎉'], ['negative', '箱が割れてた(´;ω;`)'], ['positive', 'The staff were wonderful, I love it'], ['negative', 'This is terrible. The worst service ever.'], ['positive', 'すっごーーい！うれしー！'],
    ['positive', '嬉しくて泣ける😭'], ['negative', 'アプリが起動しない'], ['neutral', '这个产品真的很好用，谢谢你们'],
  ])('%s: %s', async (label, text) => {
    const { sentiment } = await analyse(text)
    expect(sentiment).toMatchObject({ label })
    if (label !== 'neutral') expect(sentiment.evidence.length).toBeGreaterThan(0)
  })

  test('evidence points at the words in the original text', async () => {
    const text = '😀😀👨‍👩‍👧 対応が全然丁寧じゃない'
    const { evidence } = (await analyse(text)).sentiment
    expect(evidence.map(({ start, end, why }) => [text.slice(start, end), why])).toContainEqual(['丁寧', 'negated'])
  })

  test('a question weighs less than a statement', async () => {
    const [statement, question] = await language.analyzeMany(['この店は最高です', 'この店は最高ですか？'], { workspace })
    expect(question!.sentiment.score).toBeLessThan(statement!.sentiment.score)
  })
})

describe('queries', () => {
  const word = (text: string, ...alternatives: string[]): Query => ({ kind: 'word', text, alternatives })
  test.each<[string, Query]>([
    ['', { kind: 'all' }], ['　 ', { kind: 'all' }], ['返金', word('返金', '返金')], ['返金　電話', { kind: 'and', of: [word('返金', '返金'), word('電話', '電話')] }],
    ['返金 OR 電話', { kind: 'or', of: [word('返金', '返金'), word('電話', '電話')] }], ['返金 AND NOT 電話', { kind: 'and', of: [word('返金', '返金'), { kind: 'not', of: word('電話', '電話') }] }],
    ['返金 －電話', { kind: 'and', of: [word('返金', '返金'), { kind: 'not', of: word('電話', '電話') }] }], ['-（返金 ＯＲ 電話）', { kind: 'not', of: { kind: 'or', of: [word('返金', '返金'), word('電話', '電話')] } }],
    ['“検索 エンジン”', { kind: 'phrase', text: '検索 エンジン', words: [['検索'], ['えんじん']] }], ['「検索 エンジン」', { kind: 'phrase', text: '検索 エンジン', words: [['検索'], ['えんじん']] }],
    ['kensaku', word('kensaku', 'kensaku', '~kensaku')], ['running', word('running', 'running', 'run')], ['#新商品', word('#新商品', '#新商品')], ['@taro', word('@taro', '@taro')], ['😭', word('😭', '😭')],
    ['返金 !!!', word('返金', '返金')],
  ])('%s', async (text, expected) => expect(await language.readQuery(text, workspace)).toEqual(expected))

  test('a Japanese run of several words is a phrase of them, or one word of the index', async () => {
    expect(await language.readQuery('検索エンジン', workspace)).toMatchObject({ kind: 'or', of: [{ kind: 'phrase', words: [['検索'], ['えんじん']] }, { kind: 'word', alternatives: ['検索えんじん'] }] })
  })

  test.each([['"abc', 0], ['返金 (a', 3], ['a)', 1], ['a OR', 4], ['OR a', 0], ['()', 1], ['!!!', 0], ['NOT', 3], ['('.repeat(60) + 'a', 17], ['a '.repeat(100), 126], ['a'.repeat(1001), 1000]])('%s cannot be read, at %i', async (text, at) => {
    const error = await language.readQuery(text, workspace).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(QueryError)
    expect(error).toMatchObject({ at, sentence: { ja: expect.stringMatching(/[ぁ-ん]/), en: expect.stringMatching(/[a-z]/) } })
  })

  test('whatever a person types is read or refused', async () => {
    const part = fc.constantFrom('返金', '(', ')', '（', '"', '「', '」', '-', ' ', 'AND', 'OR', 'NOT', '\u0000', '\ud800', '!!', "'", '\\', ':*', '&|', '😭', '#', '@', '<->', '%')
    await fc.assert(fc.asyncProperty(fc.array(part, { maxLength: 20 }).map((parts) => parts.join('')), async (text) => {
      const read = await language.readQuery(text, workspace).catch((thrown: unknown) => thrown)
      expect(read instanceof QueryError || typeof (read as Query).kind === 'string').toBe(true)
    }), { numRuns: 200 })
  })

  test('a query does not wait behind a page of ingest', async () => {
    const pages = language.analyzeMany(Array.from({ length: 3000 }, (_, index) => `${index}番目のお問い合わせです。商品がまだ届いていません。`), { workspace })
    let isDone = false
    void pages.then(() => (isDone = true))
    await language.readQuery('お問い合わせ', workspace)
    expect(isDone).toBe(false)
    await pages
  })
})

function expectWhole(text: string, { tokens, terms, sentiment }: Annotation): void {
  let at = 0
  for (const { start, end } of tokens) {
    expect(start).toBe(at)
    expect(end).toBeGreaterThan(start)
    at = end
  }
  expect(at).toBe(text.length)
  let position = 1
  for (const term of terms) {
    expect(term.position === position || term.position === position + 1).toBe(true)
    position = term.position
    if (term.value === '' || Buffer.byteLength(term.value) > 2046 || !term.value.isWellFormed() || term.value.includes('\u0000')) throw new Error(`term ${JSON.stringify(term)}`)
    if (!tokens[term.token]) throw new Error(`term ${JSON.stringify(term)} belongs to no token`)
  }
  for (const { start, end } of sentiment.evidence) expect(start >= 0 && start < end && end <= text.length).toBe(true)
}
