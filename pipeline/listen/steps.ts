import { analyse } from './analyse.ts'
import { applyChanges } from './apply-changes.ts'
import { dropEmpty } from './drop-empty.ts'
import type { Step } from './item.ts'
import { matchRules } from './match-rules.ts'
import { readItem } from './read-item.ts'
import { route } from './route.ts'
import { store } from './store.ts'
import { storeOwn } from './store-own.ts'
import { thread } from './thread.ts'

/**
 * What happens to a page of network events, in this order. A step answers, for each item, next, drop or park;
 * what it drops or parks goes no further, with the step's name and its reason.
 */
export const steps: readonly Step[] = [
  // The connector's pure map: id, author, text, time, conversation. What cannot be mapped is parked alone.
  { name: 'readItem', runs: 'before', run: readItem },
  // No text, no media and no meaning of its own, or an author who asked to be forgotten.
  { name: 'dropEmpty', runs: 'before', run: dropEmpty },
  // Language, tokens, sentiment: one call of the language port for the page.
  { name: 'analyse', runs: 'before', run: analyse },
  // Finds or starts the authors' profiles and the conversations.
  { name: 'thread', runs: 'inside', run: thread },
  // Mentions, search rows, index outbox and rollups; the same id again is harmless.
  { name: 'store', runs: 'inside', run: store },
  // What our own account wrote is a reply, or tied to the action that sent it.
  { name: 'storeOwn', runs: 'inside', run: storeOwn },
  // Deletions at the network, and what people did without words.
  { name: 'applyChanges', runs: 'inside', run: applyChanges },
  // Pure; after `thread`, because a rule may ask for a conversation's tags.
  { name: 'matchRules', runs: 'inside', run: matchRules },
  // For each matched rule of a new or raised mention, its verbs, once.
  { name: 'route', runs: 'inside', run: route },
]
