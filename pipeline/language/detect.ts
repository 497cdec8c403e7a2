import type { Piece } from './scan.ts'

const kana = /[\u3041-\u3096\u30a1-\u30fa\uff66-\uff9f]/g
const ideograph = /[\u3400-\u9fff\uf900-\ufaff]/g
const hangul = /[\uac00-\ud7a3\u1100-\u11ff\u3131-\u318e]/g
/** Characters of the simplified script and of Chinese grammar that Japanese does not write. */
const chinese = /[这们吗么还没说谢让过对时现东车书长门问间见贝页风飞马鱼鸟龙為嗎們個這麼沒說謝讓過對時現東車書長門問間見呢吧啊哪她你很]/g
const chineseOnly = /[这们吗么还没说谢让过对时现东车书长门问间见贝页风飞马鱼鸟龙嗎們這麼妳你她吧啊哪]/
const englishWords = new Set('the a an is are was were be to of and in that it for on with as this but not you i we they he she at by from or have has had do does did my your so if what when how why can will just me it\'s i\'m don\'t love great good bad please thanks thank new get got no yes'.split(' '))

/** By script and a few words of grammar: ja, zh, ko, en, else und. */
export function detect(text: string, pieces: readonly Piece[]): string {
  const words = pieces.filter(({ kind }) => kind === 'japanese' || kind === 'latin' || kind === 'letters' || kind === 'hashtag')
  const sample = words.slice(0, 400).map(({ start, end }) => text.slice(start, Math.min(end, start + 400))).join(' ')
  const count = (pattern: RegExp) => sample.match(pattern)?.length ?? 0
  const hangulCount = count(hangul)
  const kanaCount = count(kana)
  const ideographCount = count(ideograph)
  const latin = words.filter(({ kind }) => kind === 'latin')
  const latinLength = latin.reduce((sum, { start, end }) => sum + end - start, 0)
  if (hangulCount > kanaCount + ideographCount && hangulCount * 3 >= latinLength) return 'ko'
  if (kanaCount > 0 && (kanaCount + ideographCount) * 6 >= latinLength) return 'ja'
  if (ideographCount > 0 && ideographCount * 6 >= latinLength) return chineseOnly.test(sample) && count(chinese) > 0 ? 'zh' : kanaCount > 0 || ideographCount <= 12 ? 'ja' : 'zh'
  return latin.length > 0 && isEnglish(text, latin) ? 'en' : 'und'
}

/** Known words of grammar, or, in a very short text, plain letters without the accents of other languages. */
function isEnglish(text: string, latin: readonly Piece[]): boolean {
  const words = latin.slice(0, 100).map(({ start, end }) => text.slice(start, Math.min(end, start + 40)).toLowerCase().replaceAll('’', "'"))
  const known = words.filter((word) => englishWords.has(word)).length
  if (words.some((word) => /[^\x00-\x7f]/.test(word.replace(/[’é]/g, '')))) return known / words.length > 0.25
  return known / words.length >= 0.12 || words.length <= 3
}
