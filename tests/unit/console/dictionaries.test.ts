import { readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'

const folder = resolve(import.meta.dirname, '../../../console/text')
const screens = readdirSync(`${folder}/ja`).map((file) => file.replace('.ts', ''))

test('every screen has both languages', () => {
  expect(readdirSync(`${folder}/en`).toSorted()).toEqual(readdirSync(`${folder}/ja`).toSorted())
  expect(screens).toContain('inbox')
})

describe.each(screens)('the words of %s', (screen) => {
  test('are all there and end where they should', async () => {
    const { ja } = (await import(`${folder}/ja/${screen}.ts`)) as { ja: unknown }
    const { en } = (await import(`${folder}/en/${screen}.ts`)) as { en: unknown }
    const japanese = flatten(ja)
    const english = flatten(en)
    expect([...english.keys()].toSorted()).toEqual([...japanese.keys()].toSorted())
    for (const [key, word] of [...japanese, ...english]) {
      expect(word.trim(), key).not.toBe('')
      expect(word, `${key} calls out`).not.toMatch(/[!！]/)
      expect(word, `${key} shows a missing value`).not.toMatch(/undefined|\[object/)
    }
  })

  test('English holds no Japanese letters but names of languages', async () => {
    const { en } = (await import(`${folder}/en/${screen}.ts`)) as { en: unknown }
    const left = [...flatten(en)].filter(([, word]) => /[ぁ-んァ-ヶ一-龠]/.test(word.replaceAll(/日本語/g, '')))
    expect(left).toEqual([])
  })
})

/** Every sentence by its path; those with a gap are filled with what a gap gets. */
function flatten(value: unknown, path = ''): Map<string, string> {
  if (typeof value === 'string') return new Map([[path, value]])
  if (typeof value === 'function') return new Map([[path, String((value as (...gaps: unknown[]) => unknown)(3, 3, 3, 3))]])
  if (typeof value !== 'object' || value === null) return new Map()
  return new Map(Object.entries(value).flatMap(([key, inner]) => [...flatten(inner, `${path}.${key}`)]))
}
