import type { Selectable } from 'kysely'
import type { Annotation } from '../../core/ports/language.ts'
import type { Mapped, MappedMention } from '../../core/ports/connector.ts'
import type { Db, Tables } from '../../core/tables.ts'
import type { Pipeline } from '../ports.ts'

/** One intake row on its way through the steps; each step adds what it finds. */
export interface Item {
  row: Selectable<Tables['intake']>
  mapped?: Mapped
  annotation?: Annotation
  authorId?: string
  conversationId?: string
  /** This page began the conversation, and gave it the facts of all its mentions in the page. */
  beginsConversation?: boolean
  /** What the mention is to be, if it is new; only the newest of a page's copies has it. */
  place?: { mentionId: string; arrival: number }
  /** Set once the mention is stored: new, raised to a newer version, or known already. */
  stored?: { mentionId: string; as: 'new' | 'raised' }
  /** Ids of the rules that hold. */
  matched?: string[]
}

/** Steps take a page and answer one result an item, in order. */
export type Result =
  | { kind: 'next' }
  /** `erase`: its bytes go too, because nobody may read these words any more. */
  | { kind: 'drop'; reason: string; erase?: true }
  | { kind: 'park'; reason: string }
  /** Looked at once more after `seconds`: what it speaks of may be in another worker's hands. */
  | { kind: 'later'; reason: string; seconds: number }

export interface Step {
  name: string
  /** `before` runs ahead of the page's transaction; `inside` writes in it. */
  runs: 'before' | 'inside'
  run(items: readonly Item[], work: Work): Promise<Result[]>
}

export interface Work {
  pipeline: Pipeline
  /** The page's transaction for `inside` steps, as the system role. */
  db: Db
  channels: ReadonlyMap<string, ChannelRow>
}

export type ChannelRow = Selectable<Tables['channel']>

export const next: Result = { kind: 'next' }

/** The message of an item that carries one. */
export function messageOf(item: Item): MappedMention | null {
  const { mapped } = item
  if (mapped?.kind === 'mention' || mapped?.kind === 'edited') return mapped.mention
  return mapped?.kind === 'own' ? mapped.message : null
}

/** Someone else's words, which are analysed, matched and counted; our own are not. */
export function mentionOf(item: Item): MappedMention | null {
  return item.mapped?.kind === 'own' ? null : messageOf(item)
}
