import { createRequire } from 'node:module'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { countText } from '../../../core/outbound/outbound.ts'
import { isSameWords } from '../../../core/outbound/same-words.ts'

const twitterText = createRequire(import.meta.url)('twitter-text') as { parseTweet(text: string): { weightedLength: number } }

describe('the length of a text', () => {
  test.each([
    'こんにちは', 'hello', 'ｶﾞｷﾞ', 'か\u3099', '𠮷野家', '“引用”…', '→♥☎', '3.5点、a.b、a@example.com', '@kazamachi_seika さん、ありがとうございます！',
    '👍', '👍🏽', '👨‍👩‍👧‍👦家族', '🇯🇵', '1️⃣', '❤️', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', '🫠',
    'https://example.com/a?b=c#d', '見て https://example.com/path).', '（https://example.com/あ）', 'https://例え.jp', 'https://example.com。次', 'https://example.com:8080/x',
    '詳しくは example.co.jp/faq をご覧ください', 'です。example.comです', '#example.com', 'http://a.com http://b.com', 'https://example.com/,', 'Example.COM/Path',
  ])('is what X counts: %s', (text) => {
    expect(countText(text, 'x-weighted')).toBe(twitterText.parseTweet(text).weightedLength)
  })

  test('is what X counts for whatever people put together', () => {
    const piece = fc.constantFrom('あ', '漢字', 'カナ', 'abc', '123', ' ', '\n', '。', '！', '、', '👍', '🇯🇵', '❤️', '👨‍👩‍👧', 'é', '“', '…', '→', 'https://example.com/path?q=1 ', 'https://example.co.jp ', '@hanako ', '#お知らせ ', '株式会社', 'ｶﾞ', '㈱', '①')
    fc.assert(fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      // Without a space before it a link may be no link; the composer's count is then the longer one.
      const text = pieces.map((one) => (one.startsWith('http') ? ` ${one}` : one)).join('')
      expect(countText(text, 'x-weighted')).toBe(twitterText.parseTweet(text).weightedLength)
    }), { numRuns: 500 })
  })

  test('in units and in what a reader counts', () => {
    expect(countText('👨‍👩‍👧家族', 'utf16')).toBe(10)
    expect(countText('👨‍👩‍👧家族', 'graphemes')).toBe(3)
    expect(countText('か\u3099', 'utf16')).toBe(1)
  })

  test('does not take longer for hostile text', () => {
    const started = performance.now()
    for (const text of ['a.'.repeat(12_000), 'https://'.repeat(3_000), `https://a.com/${'('.repeat(20_000)}`, '👍'.repeat(10_000), 'a-'.repeat(12_000)]) countText(text, 'x-weighted')
    expect(performance.now() - started).toBeLessThan(2_000)
  })
})

describe('the same words', () => {
  test.each([
    ['@tanaka_m @sato お詫びいたします', 'お詫びいたします'],
    ['詳細は https://t.co/AbCd12 をどうぞ', '詳細は https://example.com/faq?x=1 をどうぞ'],
    ['A &amp; B &lt;3', 'A & B <3'],
    ['一行目\n二行目', '一行目 二行目'],
  ])('%s', (shown, sent) => expect(isSameWords(shown, sent)).toBe(true))

  test.each([
    ['お詫びいたします', 'お詫びいたします。'],
    ['詳細は https://example.com/other をどうぞ', '詳細は https://example.com/faq をどうぞ'],
    ['別の話 https://t.co/AbCd12', '詳細は https://example.com/faq'],
  ])('not: %s', (shown, sent) => expect(isSameWords(shown, sent)).toBe(false))
})
