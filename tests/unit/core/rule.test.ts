import { describe, expect, test } from 'vitest'
import { compileRules, type MentionFacts } from '../../../core/rule/evaluate.ts'
import { foldText } from '../../../core/rule/fold-text.ts'
import { RuleConditions } from '../../../core/rule/rule.ts'
import { makeWordFinder } from '../../../core/rule/word-finder.ts'

const said: MentionFacts = {
  text: '商品が届かないので返金してください', network: 'x', channelId: 'channel-1', sentiment: 'negative', language: 'ja', kind: 'post',
  author: { handle: 'tanaka_hanako', name: '田中花子', followers: 120 }, tagIds: ['tag-1'],
}

function holds(conditions: unknown, facts: Partial<MentionFacts> = {}): boolean {
  return compileRules([{ id: 'rule', conditions: conditions as RuleConditions }]).match({ ...said, ...facts }).length === 1
}

describe('conditions', () => {
  test('any word is enough, a word of noneOf forbids', () => {
    expect(holds({ text: { anyOf: ['返品', '返金'], noneOf: [] } })).toBe(true)
    expect(holds({ text: { anyOf: ['返品', '交換'], noneOf: [] } })).toBe(false)
    expect(holds({ text: { anyOf: ['返金'], noneOf: ['届かない'] } })).toBe(false)
  })

  test.each([
    ['ﾍﾝｷﾝ', 'ヘンキンして'], ['へんきん', 'ヘンキンして'], ['ＲＥＦＵＮＤ', 'give me a Refund!'], ['ガッカリ', 'がっかりした'], ['㈱', '(株)青空製菓'], ['ヴ', 'ゔ'],
  ])('width, case and kana do not matter: %s in %s', (word, text) => {
    expect(holds({ text: { anyOf: [word], noneOf: [] } }, { text })).toBe(true)
  })

  test('all kinds of condition must hold together', () => {
    const all = { networks: ['x'], channelIds: ['channel-1'], sentiments: ['negative'], languages: ['ja'], kinds: ['post'], author: { anyOf: ['TANAKA'] }, tagIds: ['tag-1'] }
    expect(holds(all)).toBe(true)
    const others: Partial<MentionFacts>[] = [
      { network: 'line' }, { channelId: 'channel-2' }, { sentiment: 'mixed' }, { language: 'en' }, { kind: 'direct' }, { tagIds: [] },
      { author: { handle: 'suzuki', name: null, followers: null } },
    ]
    for (const facts of others) expect(holds(all, facts)).toBe(false)
  })

  test('followers count from the number given, and unknown counts as none', () => {
    const followed = { author: { anyOf: ['田中'], minFollowers: 100 } }
    expect(holds(followed)).toBe(true)
    expect(holds(followed, { author: { ...said.author, followers: 99 } })).toBe(false)
    expect(holds(followed, { author: { ...said.author, followers: null } })).toBe(false)
  })

  test('a language holds for its scripts and regions', () => {
    expect(holds({ languages: ['zh'] }, { language: 'zh-Hant' })).toBe(true)
    expect(holds({ languages: ['zh-Hant'] }, { language: 'zh' })).toBe(false)
  })

  test('a rule without any condition is not a rule', () => {
    expect(RuleConditions.safeParse({}).success).toBe(false)
    expect(RuleConditions.safeParse({ unknown: 1 }).success).toBe(false)
  })
})

test('the finder finds what a plain search finds', () => {
  const letters = ['あ', 'い', 'う', 'a', '😀', '\ud83d']
  let seed = 20261124
  const random = (below: number) => (seed = (seed * 1103515245 + 12345) % 2147483648) % below
  const text = (length: number) => Array.from({ length }, () => letters[random(letters.length)]!).join('')
  for (let round = 0; round < 300; round++) {
    const words = Array.from({ length: 8 }, () => text(1 + random(4)))
    const hay = text(random(40))
    expect([...makeWordFinder(words)(hay)].toSorted(), `seed round ${round}`).toEqual([...new Set(words.filter((word) => hay.includes(word)))].toSorted())
  }
})

test('fifty words in each of 200 rules cost a page of 500 mentions little', () => {
  const rules = Array.from({ length: 200 }, (_, i) => ({
    id: `rule-${i}`,
    conditions: { text: { anyOf: Array.from({ length: 50 }, (_, k) => `商品番号${i}の${k}番`), noneOf: [] } } satisfies RuleConditions,
  }))
  const compiled = compileRules(rules)
  const texts = Array.from({ length: 500 }, (_, i) => `${said.text.repeat(8)}商品番号${i % 200}の${i % 50}番について`)
  const started = process.cpuUsage()
  const matched = texts.map((text) => compiled.match({ ...said, text }))
  const { user, system } = process.cpuUsage(started)
  matched.forEach((ids, i) => expect(ids).toContain(`rule-${i % 200}`))
  expect((user + system) / 1000).toBeLessThan(1500)
})

test('folding keeps what has no other form', () => {
  expect(foldText('ｱｲｳ ABC 漢字 ー')).toBe('あいう abc 漢字 ー')
})
