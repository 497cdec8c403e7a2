/** Text as rules compare it: width, case and the two kana do not matter. */
export function foldText(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/[\u30a1-\u30f6\u30fd\u30fe]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) - 0x60))
}
