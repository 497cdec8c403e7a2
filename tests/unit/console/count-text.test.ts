import twitter from 'twitter-text'
import { describe, expect, test } from 'vitest'
import { countText } from '../../../console/features/inbox/count-text.ts'

describe('X’s weighted count', () => {
  test.each([
    ['Latin weighs one', 'Hello, world', 12],
    ['Japanese weighs two', 'ありがとうございます。', 22],
    ['both together', '返品は30日以内です', 16 + 2],
    ['half-width kana weighs two', 'ｶﾀｶﾅ', 8],
    ['a link weighs 23, however long', 'https://example.com/a/very/long/path/that/goes/on/and/on?with=query', 23],
    ['a link ends where Japanese goes on', '詳しくはhttps://example.jp/helpをご覧ください', 8 + 23 + 14],
    ['an emoji weighs two', '😊', 2],
    ['a family of joined emoji weighs two', '👨‍👩‍👧‍👦', 2],
    ['a flag weighs two', '🇯🇵', 2],
    ['a decomposed kana is composed first', 'か\u3099', 2],
    ['nothing', '', 0],
  ])('%s', (_name, text, weight) => {
    expect(countText(text, 'x-weighted')).toBe(weight)
  })

  test.each([
    'お問い合わせありがとうございます。担当の田中です。',
    'Thanks! See https://example.com/help, please.',
    '詳しくはhttps://example.jp/helpをご覧ください。（https://example.com/a?b=1）',
    '“quotes” – and — dashes … and €',
    '申し訳ございません🙇‍♀️ すぐに確認します💦👍🏽',
    '©2026 ™ ☎️ 1️⃣',
    '①②③ ㈱ Ａ Ｂ １',
    '𠮷野家 葛󠄀城市',
    'a'.repeat(280),
    'あ'.repeat(141),
    '@hanako さん、#返品 について',
    '改行\n二行目\n\n三行目',
  ])('as X’s own library counts: %s', (text) => {
    expect(countText(text, 'x-weighted')).toBe(twitter.parseTweet(text).weightedLength)
  })
})

test('LINE counts UTF-16 units, others what a person sees', () => {
  expect(countText('👨‍👩‍👧‍👦あ', 'utf16')).toBe(12)
  expect(countText('👨‍👩‍👧‍👦あ', 'graphemes')).toBe(2)
})
