import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import kuromoji, { type IpadicFeatures, type Tokenizer } from 'kuromoji'
import { expect, test } from 'vitest'
import { loadDictionary } from '../../../pipeline/language/dictionary.ts'
import { cheapestPath } from '../../../pipeline/language/lattice.ts'

const dictionary = loadDictionary()
const tokenizer = await new Promise<Tokenizer<IpadicFeatures>>((resolve, reject) => {
  const dicPath = join(dirname(createRequire(import.meta.url).resolve('kuromoji/package.json')), 'dict')
  kuromoji.builder({ dicPath }).build((error, built) => (error ? reject(error) : resolve(built)))
})

function ours(text: string) {
  return cheapestPath(text, dictionary).map(({ start, end, features }) => [text.slice(start, end), features.pos, features.detail, features.base, features.reading])
}
function kuromojis(text: string) {
  return tokenizer.tokenize(text).map((word) => [word.surface_form, word.pos, word.pos_detail_1, word.basic_form, word.reading])
}

test.each(['すもももももももものうち', '検索エンジンを使ってけんさくした', '昨日買ったばかりのスマホがもう壊れた', 'お客様サポートセンターに問い合わせましたが返事がありません', 'ァァァ', '㐀野家', '東京特許許可局', 'らーめん'])('%s is cut as kuromoji cuts it', (text) => {
  expect(ours(text)).toEqual(kuromojis(text))
})

test('any mixture is cut as kuromoji cuts it', () => {
  const part = fc.constantFrom(...'のがをにはでともたてしいまあるすなんかくれ日本東京大学生新商品買食見行来言気人間時ァアイスクリームサーバー返金配送遅電話最高悪良', 'です', 'ました', 'ください', 'ません', 'けれども', 'お問い合わせ', 'チョコレート')
  fc.assert(fc.property(fc.array(part, { minLength: 1, maxLength: 30 }).map((parts) => parts.join('')), (text) => {
    expect(ours(text)).toEqual(kuromojis(text))
  }), { numRuns: 2000 })
})
