import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { completeName, nameBefore, namedIn } from '../../../console/features/inbox/names.ts'
import { readInboxSearch } from '../../../console/features/inbox/search-params.ts'
import { cutByEvidence, linksIn } from '../../../console/features/inbox/text-pieces.ts'

const members = [{ userId: 'u1', name: '田中' }, { userId: 'u2', name: '田中 花子' }, { userId: 'u3', name: '佐藤 翔太' }]

describe('names in a note', () => {
  test('the list follows an @ at the beginning of a word, full width too', () => {
    expect(nameBefore('確認お願いします @たな', 12)).toBe('たな')
    expect(nameBefore('＠', 1)).toBe('')
    expect(nameBefore('mail@example', 12)).toBeNull()
    expect(nameBefore('何もない', 4)).toBeNull()
  })

  test('taking a name puts it where the caret was and goes on behind it', () => {
    expect(completeName('よろしく @た です', 7, '田中 花子')).toEqual({ text: 'よろしく @田中 花子  です', caret: 12 })
  })

  test('the longest name is meant, each once', () => {
    expect(namedIn('@田中 花子 さんと@佐藤 翔太 さん、もう一度 @田中 花子', members)).toEqual(['u2', 'u3'])
    expect(namedIn('＠田中 さん', members)).toEqual(['u1'])
    expect(namedIn('田中 花子', members)).toEqual([])
  })
})

describe('a post is text', () => {
  test('marks lie where the evidence lies; what does not fit is let go', () => {
    const evidence = [{ start: 3, end: 5, weight: -1, why: 'complaint' }, { start: 4, end: 6, weight: 1, why: 'praise' }, { start: 90, end: 95, weight: 1, why: 'praise' }]
    expect(cutByEvidence('配送が遅い。', evidence).map((piece) => [piece.text, piece.evidence?.why])).toEqual([['配送が', undefined], ['遅い', 'complaint'], ['。', undefined]])
  })

  test('no character is ever lost', () => {
    const span = fc.record({ start: fc.integer({ min: -3, max: 40 }), end: fc.integer({ min: -3, max: 40 }), weight: fc.constant(1), why: fc.constant('x') })
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 30 }), fc.array(span, { maxLength: 6 }), (text, evidence) => {
      expect(cutByEvidence(text, evidence).map((piece) => piece.text).join('')).toBe(text)
      expect(linksIn(text).map((piece) => piece.text).join('')).toBe(text)
    }))
  })

  test('only http and https become links, and a sentence goes on behind one', () => {
    expect(linksIn('詳しくは https://example.jp/a?b=1。javascript:alert(1)')).toEqual([
      { text: '詳しくは ' }, { text: 'https://example.jp/a?b=1', href: 'https://example.jp/a?b=1' }, { text: '。javascript:alert(1)' },
    ])
  })
})

test('an address of the inbox keeps what it knows and drops the rest', () => {
  expect(readInboxSearch({ view: 'mine', order: 'longest-waiting', networks: 'x,line', id: 'c1', view2: 1 })).toEqual({ view: 'mine', order: 'longest-waiting', networks: ['x', 'line'], id: 'c1' })
  expect(readInboxSearch({ view: '<script>', order: 7, tags: [] })).toEqual({})
})
