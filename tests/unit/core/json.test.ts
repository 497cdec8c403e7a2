import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseJson } from '../../../core/json.ts'

test('ids longer than a number holds keep their digits, wherever they stand', () => {
  for (const [text, value] of [
    ['1850203948572016640', '1850203948572016640'], ['-9007199254740993', '-9007199254740993'], ['{"id":1850203948572016641}', { id: '1850203948572016641' }],
    ['[1, 1850203948572016642 ,3]', [1, '1850203948572016642', 3]], ['{"a": \n9007199254740993}', { a: '9007199254740993' }], ['[9007199254740991]', [9_007_199_254_740_991]],
    ['{"id":"1850203948572016640"}', { id: '1850203948572016640' }], ['[1e400, 0.12345678901234567]', [Infinity, 0.12345678901234567]],
  ] as const) expect(parseJson(text), text).toEqual(value)
})

test('no key of a body reaches a prototype, however it is spelled', () => {
  for (const text of ['{"__proto__":{"bad":1}}', '{"\\u005f_proto__":{"bad":1}}', '{"a":{"constructor":{"bad":1}}}', '{"a":{"\\u0063onstructor":{"bad":1}}}']) {
    const read = parseJson(text) as { bad?: number; a?: object }
    expect(read.bad).toBeUndefined()
    expect(Object.keys(read.a ?? read), text).toEqual([])
  }
})

test('everything else is what JSON says', () => {
  fc.assert(fc.property(fc.json({ maxDepth: 5 }), (text) => {
    // Minus zero is a number that compares unlike zero; what is compared is the text.
    fc.pre(!/\d{16}|__proto__|constructor/.test(text))
    expect(JSON.stringify(parseJson(text))).toBe(JSON.stringify(JSON.parse(text)))
  }))
  expect(() => parseJson('['.repeat(65) + ']'.repeat(65))).toThrow(SyntaxError)
})
