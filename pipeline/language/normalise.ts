/** A stretch as the dictionary knows it, with the place in the original of each of its units. */
export interface Normalised {
  text: string
  /** One entry a unit of `text`, and the end of the stretch as the last. */
  at: number[]
}

const plain = /^[\u3005\u3041-\u3096\u30a1-\u30fc\u4e00-\u9fff]$/
const voicing = new Map([['ﾞ', '\u3099'], ['ﾟ', '\u309a'], ['\u3099', '\u3099'], ['\u309a', '\u309a'], ['゛', '\u3099'], ['゜', '\u309a']])
const ignored = /[\ufe00-\ufe0f\u{e0100}-\u{e01ef}]/u
/** Stands for a character outside the basic plane, whose two units the dictionary would miscount. */
const rare = '㐀'
/** Longer runs of one character say no more, and cost the tokenizer memory by their square. */
const maxRepeat = 3

/** Width, voicing marks, drawn-out vowels and long repeats evened out; costs one pass. */
export function normalise(original: string, start: number, end: number): Normalised {
  const units: string[] = []
  const at: number[] = []
  let repeats = 0
  for (let index = start; index < end;) {
    const character = String.fromCodePoint(original.codePointAt(index)!)
    const place = index
    index += character.length
    const mark = voicing.get(character)
    if (mark !== undefined && joinVoicing(units, mark)) continue
    for (const unit of formOf(character, units.at(-1))) {
      repeats = unit === units.at(-1) ? repeats + 1 : 1
      if (repeats > (unit === 'ー' ? 1 : maxRepeat)) continue
      units.push(unit)
      at.push(place)
    }
  }
  at.push(end)
  return { text: units.join(''), at }
}

/** Units to write for one character of the original; none for what only chooses a picture. */
function formOf(character: string, before: string | undefined): Iterable<string> {
  if (plain.test(character)) return character
  if (ignored.test(character)) return ''
  if (/[〜～~]/.test(character)) return 'ー'
  if (character.length > 1) return rare
  const wide = character.normalize('NFKC')
  return wide.length === 1 || before === undefined ? wide : wide.slice(0, 8)
}

function joinVoicing(units: string[], mark: string): boolean {
  const before = units.at(-1)
  if (before === undefined) return true
  const joined = (before + mark).normalize('NFC')
  if (joined.length === 1) units[units.length - 1] = joined
  return true
}
