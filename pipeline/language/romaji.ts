/** Hepburn without long vowels, as people type it: けんさく -> kensaku, とうきょう -> tokyo. Null where a sign is no kana. */
export function toRomaji(hiragana: string): string | null {
  let out = ''
  for (let at = 0; at < hiragana.length; at += 1) {
    const character = hiragana[at]!
    if (character === 'ー') continue
    if (character === 'っ') {
      const next = syllables.get(hiragana.slice(at + 1, at + 3)) ?? syllables.get(hiragana[at + 1] ?? '')
      out += next ? (next.startsWith('ch') ? 't' : next[0]!) : ''
      continue
    }
    const two = syllables.get(hiragana.slice(at, at + 2))
    if (two !== undefined && hiragana.length > at + 1) {
      out += two
      at += 1
      continue
    }
    const one = syllables.get(character)
    if (one === undefined) return null
    out += one
  }
  return shorten(out)
}

/** What a person may have meant in Latin letters, in the same spelling; null where it is no romaji. */
export function readRomaji(latin: string): string | null {
  const plain = latin.toLowerCase().normalize('NFD').replace(/[\u0302\u0304]/g, '').replace(/['’-]/g, '')
  if (plain.length < 3 || plain.length > 60 || !/^(?:(?:[kgsztdnhbpmyrwjf]|ch|sh|ts|[kgnhbpmr]y|[sztdj]y|kk|ss|tt|pp|tch|cch|ssh|tts|[kstp]{2}y?)?[aiueo]|n(?![aiueo])|m(?=[bp]))+$/.test(plain)) return null
  return shorten(plain
    .replace(/cch/g, 'tch').replace(/(?<![sc])si/g, 'shi').replace(/(?<!t)ti/g, 'chi').replace(/tu/g, 'tsu').replace(/(?<![csw])hu/g, 'fu')
    .replace(/zi|di/g, 'ji').replace(/du/g, 'zu').replace(/sy/g, 'sh').replace(/ty/g, 'ch').replace(/[zdj]y/g, 'j').replace(/nn(?![aiueoy])/g, 'n').replace(/m(?=[bp])/g, 'n'))
}

function shorten(romaji: string): string {
  return romaji.replace(/o[ou]+/g, 'o').replace(/u{2,}/g, 'u').replace(/a{2,}/g, 'a').replace(/e{2,}/g, 'e').replace(/i{2,}/g, 'i')
}

const rows: Record<string, string> = {
  '': 'あいうえお', k: 'かきくけこ', g: 'がぎぐげご', s: 'さしすせそ', z: 'ざじずぜぞ', t: 'たちつてと', d: 'だぢづでど', n: 'なにぬねの',
  h: 'はひふへほ', b: 'ばびぶべぼ', p: 'ぱぴぷぺぽ', m: 'まみむめも', r: 'らりるれろ',
}
const irregular = {
  し: 'shi', じ: 'ji', ち: 'chi', ぢ: 'ji', つ: 'tsu', づ: 'zu', ふ: 'fu', や: 'ya', ゆ: 'yu', よ: 'yo', わ: 'wa', を: 'o', ん: 'n', ゔ: 'vu', ゐ: 'i', ゑ: 'e',
  ふぁ: 'fa', ふぃ: 'fi', ふぇ: 'fe', ふぉ: 'fo', てぃ: 'ti', でぃ: 'di', うぃ: 'wi', うぇ: 'we', うぉ: 'wo', ゔぁ: 'va', ゔぃ: 'vi', ゔぇ: 've', ゔぉ: 'vo',
  しぇ: 'she', じぇ: 'je', ちぇ: 'che', とぅ: 'tu', どぅ: 'du', つぁ: 'tsa', ぁ: 'a', ぃ: 'i', ぅ: 'u', ぇ: 'e', ぉ: 'o', ゃ: 'ya', ゅ: 'yu', ょ: 'yo',
}
const syllables = makeSyllables()

function makeSyllables(): Map<string, string> {
  const made = new Map<string, string>()
  for (const [consonant, row] of Object.entries(rows)) for (const [index, kana] of [...row].entries()) made.set(kana, consonant + 'aiueo'[index])
  for (const [kana, latin] of Object.entries(irregular)) made.set(kana, latin)
  for (const head of 'きぎにひびぴみり') for (const [small, vowel] of [['ゃ', 'a'], ['ゅ', 'u'], ['ょ', 'o']]) made.set(head + small!, made.get(head)![0]! + 'y' + vowel)
  for (const head of 'しじちぢ') for (const [small, vowel] of [['ゃ', 'a'], ['ゅ', 'u'], ['ょ', 'o']]) made.set(head + small!, made.get(head)!.slice(0, -1) + vowel)
  return made
}
