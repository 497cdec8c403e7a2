import type { Piece } from './scan.ts'

/** Characters of the simplified script and of Chinese grammar that Japanese does not write. */
const chineseOnly = /[这们吗么还没说谢让过对时现东车书长门问间见贝页风飞马鱼鸟龙嗎們這麼妳你她吧啊哪]/
const englishWords = new Set('the a an is are was were be to of and in that it for on with as this but not you i we they he she at by from or have has had do does did my your so if what when how why can will just me it\'s i\'m don\'t love great good bad please thanks thank new get got no yes'.split(' '))

/** By script and a few words of grammar: ja, zh, ko, en, else und. */
export function detect(text: string, pieces: readonly Piece[]): string {
  const words = pieces.filter(({ kind }) => kind === 'japanese' || kind === 'latin' || kind === 'letters' || kind === 'hashtag')
  const sample = words.slice(0, 400).map(({ start, end }) => text.slice(start, Math.min(end, start + 400))).join(' ')
  const { kanaCount, ideographCount, hangulCount } = countScripts(sample)
  const latin = words.filter(({ kind }) => kind === 'latin')
  const latinLength = latin.reduce((sum, { start, end }) => sum + end - start, 0)
  if (hangulCount > kanaCount + ideographCount && hangulCount * 3 >= latinLength) return 'ko'
  if (kanaCount > 0 && (kanaCount + ideographCount) * 6 >= latinLength) return 'ja'
  if (ideographCount > 0 && ideographCount * 6 >= latinLength) return chineseOnly.test(sample) ? 'zh' : kanaCount > 0 || ideographCount <= 12 ? 'ja' : 'zh'
  return latin.length > 0 && isEnglish(text, latin) ? 'en' : 'und'
}

function countScripts(sample: string): { kanaCount: number; ideographCount: number; hangulCount: number } {
  let [kanaCount, ideographCount, hangulCount] = [0, 0, 0]
  for (let at = 0; at < sample.length; at += 1) {
    const code = sample.charCodeAt(at)
    if ((code >= 0x3041 && code <= 0x3096) || (code >= 0x30a1 && code <= 0x30fa) || (code >= 0xff66 && code <= 0xff9f)) kanaCount += 1
    else if ((code >= 0x3400 && code <= 0x9fff) || (code >= 0xf900 && code <= 0xfaff)) ideographCount += 1
    else if ((code >= 0xac00 && code <= 0xd7a3) || (code >= 0x1100 && code <= 0x11ff) || (code >= 0x3131 && code <= 0x318e)) hangulCount += 1
  }
  return { kanaCount, ideographCount, hangulCount }
}

/** Known words of grammar, or, in a very short text, plain letters without the accents of other languages. */
function isEnglish(text: string, latin: readonly Piece[]): boolean {
  const words = latin.slice(0, 100).map(({ start, end }) => text.slice(start, Math.min(end, start + 40)).toLowerCase().replaceAll('’', "'"))
  const known = words.filter((word) => englishWords.has(word)).length
  if (words.some((word) => /[^\x00-\x7f]/.test(word.replace(/[’é]/g, '')))) return known / words.length > 0.25
  return known / words.length >= 0.12 || words.length <= 3
}
