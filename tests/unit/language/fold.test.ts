import { expect, test } from 'vitest'
import { fold } from '../../../pipeline/language/fold.ts'
import { readRomaji, toRomaji } from '../../../pipeline/language/romaji.ts'
import { scan } from '../../../pipeline/language/scan.ts'

test.each([
  ['サーバー', 'サーバ'], ['ｻｰﾊﾞｰ', 'サーバ'], ['髙島屋', '高島屋'], ['山﨑', '山崎'], ['齋藤', '斎藤'], ['𠮷野家', '吉野家'], ['ＡＢＣ', 'abc'],
  ['すご〜い', 'すごーい'], ['すご～い', 'すごーい'], ['すごーーい', 'すごーい'], ['ユーザー', 'ユーザ'], ['カタカナ', 'かたかな'], ['葛󠄀城', '葛城'], ['①', '1'],
])('%s and %s are one', (one, other) => expect(fold(one)).toBe(fold(other)))

test.each([['カレー', '彼'], ['バー', 'ば'], ['ビール', 'ビル']])('%s and %s stay two', (one, other) => expect(fold(one)).not.toBe(fold(other)))

test('a folded word has an end', () => expect(Buffer.byteLength(fold('漢'.repeat(100_000)))).toBeLessThan(2046))

test.each([['けんさく', 'kensaku'], ['とうきょう', 'tokyo'], ['しゃしん', 'shashin'], ['まっちゃ', 'matcha'], ['きって', 'kitte'], ['ふぁん', 'fan'], ['こーひー', 'kohi']])('%s is written %s', (kana, latin) => {
  expect(toRomaji(kana)).toBe(latin)
})

test.each([['toukyou', 'tokyo'], ['Tōkyō', 'tokyo'], ['syasin', 'shashin'], ['maccha', 'matcha'], ['tuuti', 'tsuchi'], ['shimbun', 'shinbun'], ['strength', null], ['it', null], ['running', null]])('%s is read as %s', (typed, latin) => {
  expect(readRomaji(typed)).toBe(latin)
})

test.each([
  ['見て https://example.com/a?b=1、すごい', ['japanese', 'space', 'url', 'symbol', 'japanese']],
  ['@taro_さん #新商品 発売', ['mention', 'japanese', 'space', 'hashtag', 'space', 'japanese']],
  ['草草www', ['laughter', 'laughter']],
  ['草原で笑う', ['japanese']],
  ['👨‍👩‍👧‍👦🇯🇵👍🏽1️⃣', ['emoji', 'emoji', 'emoji', 'emoji']],
  ['泣(´;ω;`)', ['japanese', 'kaomoji']],
  ['本日(10時から)', ['japanese', 'symbol', 'number', 'japanese', 'symbol']],
  ['www.example', ['latin', 'symbol', 'latin']],
  ['mail@example.com', ['latin', 'symbol', 'latin', 'symbol', 'latin']],
  ['1,980円', ['number', 'japanese']],
])('%s is cut into its pieces', (text, kinds) => expect(scan(text).map(({ kind }) => kind)).toEqual(kinds))
