/** Limits of what is kept from outside, in UTF-16 units and bytes. */
export const maxTextLength = 65_536
export const maxIdBytes = 512

/** Text as Postgres and people can hold it: well-formed, without NUL, NFC, bounded. */
export function cleanText(text: string, max = maxTextLength): string {
  const clean = text.toWellFormed().replaceAll('\u0000', '').normalize('NFC')
  return clean.length <= max ? clean : clean.slice(0, max).toWellFormed()
}
