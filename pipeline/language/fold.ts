import { memoised } from './memo.ts'

/** Search form: what two spellings of one word have in common. Used on texts and on queries alike. */
export function fold(word: string): string {
  return foldWord(word)
}

const foldWord = memoised(foldAnew)

function foldAnew(word: string): string {
  const plain = word.length > longest ? word.slice(0, longest) : word
  const wide = plain.toWellFormed().normalize('NFKC').toLowerCase().replace(dropped, '').replace(/[〜～~]/g, 'ー').replace(/ー{2,}/g, 'ー')
  const hiragana = toHiragana(wide.replace(variants, (character) => variantOf.get(character)!))
  return endsLong.test(hiragana) ? hiragana.slice(0, -1) : hiragana
}

export function toHiragana(text: string): string {
  if (!katakana.test(text)) return text
  let out = ''
  for (const character of text) {
    const code = character.charCodeAt(0)
    if (code >= 0x30a1 && code <= 0x30f6) out += String.fromCharCode(code - 0x60)
    else out += (character === 'ゝ' || character === 'ヽ') && out !== '' ? out.at(-1)! : character
  }
  return out
}

const katakana = /[\u30a1-\u30f6ゝヽ]/
/** Far below the index's limit of 2,046 bytes a term. */
const longest = 120
/** Invisible marks that no one types: NUL, joiners, selectors of variants, the replacement character. */
const dropped = /[\u0000-\u001f\u007f\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff\ufffd\u{e0100}-\u{e01ef}]/gu
/** サーバー and サーバ are one word; in shorter ones (カレー, バー) the long vowel tells words apart. */
const endsLong = /[\u3041-\u3096ー]{2}[\u3041-\u3096]ー$/

/** Letters that names and old texts write in two ways and NFKC leaves apart. */
const variantOf = new Map(Object.entries({
  髙: '高', 﨑: '崎', 嵜: '崎', 碕: '崎', 齋: '斎', 齊: '斉', 邊: '辺', 邉: '辺', 濱: '浜', 濵: '浜', 澤: '沢', 櫻: '桜', 國: '国', 廣: '広',
  嶋: '島', 嶌: '島', 眞: '真', 瀨: '瀬', 德: '徳', '𠮷': '吉', 栁: '柳', 圓: '円', 壽: '寿', 惠: '恵', 彌: '弥', 萬: '万', 學: '学', 會: '会',
  實: '実', 假: '仮', 應: '応', 舊: '旧', 榮: '栄', 衞: '衛', 黑: '黒', 條: '条', 淸: '清', 靜: '静', 晉: '晋', 總: '総', 藏: '蔵', 增: '増',
  龜: '亀', 瀧: '滝', 禮: '礼', 與: '与', 繪: '絵', 戀: '恋', 聲: '声', 體: '体', 氣: '気', 驛: '駅', 鐵: '鉄', 劍: '剣', 劔: '剣', 賣: '売',
  讀: '読', 變: '変', 發: '発', 傳: '伝', 辨: '弁', 辯: '弁', 冨: '富', 埜: '野', 峯: '峰', 舘: '館', 籔: '薮', 藪: '薮', 檜: '桧', 曾: '曽',
}))
const variants = new RegExp([...variantOf.keys()].join('|'), 'gu')
