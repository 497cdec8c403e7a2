import { z } from 'zod'
import { after, Id, limit, list, version, webLink } from '../input.ts'

export const outboundStates = ['held', 'due', 'sending', 'done', 'failed', 'unknown', 'missed', 'cancelled'] as const
export type OutboundState = (typeof outboundStates)[number]

export interface OutboundActionView {
  id: string
  version: number
  network: string
  channelId: string
  conversationId: string | null
  operation: string
  idempotency: string
  state: OutboundState
  text: string
  target: Record<string, string>
  dueAt: string
  attempts: number
  externalId: string | null
  url: string | null
  problem: { code: string; words: { ja: string; en: string } } | null
  createdBy: string | null
  createdAt: string
  doneAt: string | null
  history: { at: string; name: string; data: Record<string, unknown> }[]
}

/** A person looked at the network and says what is true; or tries again, or lets it go. */
export const SettleActionInput = z.strictObject({
  id: Id, version,
  verdict: z.enum(['it-is-there', 'it-is-not-there-send-again', 'drop']),
  url: webLink.optional(),
})
export type SettleActionInput = z.infer<typeof SettleActionInput>

export const CancelActionInput = z.strictObject({ id: Id, version })
export type CancelActionInput = z.infer<typeof CancelActionInput>

export const PauseOutboundInput = z.strictObject({ paused: z.boolean(), reason: z.string().trim().max(500).default('') })
export type PauseOutboundInput = z.infer<typeof PauseOutboundInput>

export const ReadActionInput = z.strictObject({ id: Id })
export type ReadActionInput = z.infer<typeof ReadActionInput>

export const ListActionsInput = z.strictObject({ state: list(z.enum(outboundStates)), limit, after })
export type ListActionsInput = z.infer<typeof ListActionsInput>

/** Our words for why an action stands where it stands. */
export interface Problem {
  code: string
  words: { ja: string; en: string }
}

export type TextCount = 'x-weighted' | 'utf16' | 'graphemes'

/** How long a text is by a network's own rule; screens and the server count with this one function. */
export function countText(text: string, rule: TextCount): number {
  const normal = text.normalize('NFC')
  if (rule === 'utf16') return normal.length
  if (rule === 'graphemes') return [...new Intl.Segmenter('ja', { granularity: 'grapheme' }).segment(normal)].length
  return weigh(normal)
}

/** X: a link weighs 23, an emoji of any length 2, Latin and its neighbours 1, everything else 2. */
function weigh(text: string): number {
  let weight = 0
  for (const part of text.split(links)) weight += isLink(part) ? 23 : weighWords(part)
  return weight
}

const emoji = /\p{RGI_Emoji}|\p{Emoji}\uFE0F/gv
// X links a bare name too when it ends in a domain that is in use; these are the ones people write.
const domain = /[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*\.(?:com|net|org|info|biz|jp|io|dev|app|shop|store|me|tv|co|to|ly|be|cc|us|uk|de|fr|eu|cn|kr|tw|tokyo|osaka|edu|gov|news|blog|site|online|xyz)/
const path = /(?::\d+)?(?:\/(?:[\w.~:@!$&'()*+,;=%/-]*(?:[\w~@&+=%/-]|\([\w-]+\)))?)?(?:\?(?:[\w.~:@!$&'()*+,;=%/?-]*[\w~&=/-]))?(?:#[\w~%-]+)?/
const links = new RegExp(`((?<![\\w@＠#＃$./-])(?:https?:\\/\\/(?:[\\p{L}\\p{N}-]+\\.)+[a-z]{2,}|${domain.source}(?![a-z0-9.@-]))${path.source})`, 'giu')

function isLink(part: string): boolean {
  return part !== '' && part.match(links)?.[0] === part
}

function weighWords(text: string): number {
  let weight = 0
  const rest = text.replace(emoji, () => {
    weight += 2
    return ''
  })
  for (const char of rest) weight += isLight(char.codePointAt(0)!) ? 1 : 2
  return weight
}

function isLight(code: number): boolean {
  return code <= 0x10ff || (code >= 0x2000 && code <= 0x200d) || (code >= 0x2010 && code <= 0x201f) || (code >= 0x2032 && code <= 0x2037)
}
