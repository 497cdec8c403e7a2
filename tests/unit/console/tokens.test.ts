import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { contrast, distance, seenBy, type ColourVision } from './colour.ts'

/** The promises of the palette, computed from the stylesheet itself. */
const css = readFileSync(resolve(import.meta.dirname, '../../../console/app/tokens.css'), 'utf8')
const light = tokensOf(/:root \{([^}]*)\}/)
const dark = { ...light, ...tokensOf(/:root\[data-mantine-color-scheme='dark'\] \{([^}]*)\}/) }
const moods = ['positive', 'neutral', 'negative', 'mixed'] as const
const visions: ColourVision[] = ['protan', 'deutan', 'tritan']

describe.each([['light', light], ['dark', dark]])('the %s tokens', (_theme, tokens) => {
  test.each(['ink', 'dim', 'accent', 'danger'])('%s is read on every background it stands on', (name) => {
    for (const background of ['bg', 'bg2', 'selected', 'hover', 'ours-bg', 'note-bg']) {
      expect(contrast(tokens[name]!, tokens[background]!), `${name} on ${background}`).toBeGreaterThanOrEqual(4.5)
    }
  })

  test.each(moods)('the chip of %s is read', (mood) => {
    expect(contrast(tokens[`chip-${mood}`]!, tokens[`chip-${mood}-bg`]!)).toBeGreaterThanOrEqual(4.5)
  })

  test('borders of controls and marks of charts are seen', () => {
    for (const name of ['control', 'focus', ...moods.map((mood) => `chart-${mood}`)]) {
      expect(contrast(tokens[name]!, tokens['bg']!), name).toBeGreaterThanOrEqual(3)
    }
  })

  test.each(visions)('no two sentiments look alike to %s eyes', (vision) => {
    const colours = moods.map((mood) => seenBy(tokens[`chart-${mood}`]!, vision))
    const distances = colours.flatMap((one, i) => colours.slice(i + 1).map((other) => distance(one, other)))
    expect(Math.min(...distances)).toBeGreaterThanOrEqual(20)
  })
})

function tokensOf(block: RegExp): Record<string, string> {
  const body = block.exec(css)?.[1] ?? ''
  return Object.fromEntries([...body.matchAll(/--([a-z0-9-]+):\s*(#[0-9A-Fa-f]{6});/g)].map((match) => [match[1]!, match[2]!]))
}
