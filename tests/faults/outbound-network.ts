import type { ActionToSend, Connector, Idempotency, LookupAnswer, Operation, SendAnswer } from '../../core/ports/connector.ts'

export interface Post {
  id: string
  actionId: string
  appliedAt: number
  visibleAt: number
}

export interface Network {
  connector: Connector
  /** What exists at the network in the end, whether or not anyone was told. */
  posts(): Post[]
  /** How many calls ended so that nobody could know. */
  unclear(): number
}

/**
 * A network of no name that offers one operation of each class. Of its answers a tenth are limits, a tenth of the requests
 * are lost on the way, a fifth are carried out, some of them late, and never answered. Posts show up to 30 s later.
 * @param now seconds
 */
export function makeNetwork(random: () => number, now: () => number): Network {
  const applied: Post[] = []
  let unclear = 0

  function apply(action: ActionToSend, delay = 0): Post {
    const appliedAt = now() + delay
    const post = { id: `post-${applied.length}`, actionId: action.id, appliedAt, visibleAt: appliedAt + random() * 30 }
    applied.push(post)
    return post
  }

  /** One call on a wire that fails; `carryOut` happens at the network, whether its answer arrives or not. */
  function overTheWire(carryOut: (delay: number) => SendAnswer): SendAnswer {
    const fate = random()
    if (fate < 0.1) return { kind: 'retry', afterMs: 30_000, reason: 'too many requests', limited: true }
    if (fate < 0.2) return silence()
    if (fate < 0.4) {
      carryOut(random() < 0.5 ? random() * 10 : 0)
      return silence()
    }
    return carryOut(0)
  }

  function silence(): SendAnswer {
    unclear += 1
    if (random() < 0.5) throw new Error('socket hang up')
    return { kind: 'ambiguous', reason: 'no answer' }
  }

  const once = new Map<string, Post>()
  function applyOnce(key: string, action: ActionToSend, delay: number): SendAnswer {
    const post = once.get(key) ?? apply(action, delay)
    once.set(key, post)
    return { kind: 'done', externalId: post.id, url: null }
  }

  const handles = new Map<string, Post>()
  function accept(action: ActionToSend, delay: number): SendAnswer {
    const handle = `handle-${handles.size}`
    handles.set(handle, apply(action, delay + random() * 20))
    return { kind: 'accepted', handle }
  }

  function show(post: Post | undefined): LookupAnswer {
    if (random() < 0.1) return { kind: 'cannot-tell', reason: 'the look-up failed' }
    return post && post.visibleAt <= now() ? { kind: 'found', externalId: post.id, url: null } : { kind: 'not-found' }
  }

  const operations: Record<Idempotency | 'liar', Operation> = {
    key: { idempotency: 'key', send: async (_, action) => overTheWire((delay) => applyOnce(action.idempotencyKey, action, delay)) },
    deterministic: { idempotency: 'deterministic', send: async (_, action) => overTheWire((delay) => applyOnce(action.id, action, delay)) },
    handle: {
      idempotency: 'handle', send: async (_, action) => overTheWire((delay) => accept(action, delay)),
      async lookup(_, action) {
        const post = action.handle === null ? undefined : handles.get(action.handle)
        return post && post.visibleAt > now() ? { kind: 'cannot-tell', reason: 'in progress', afterMs: 10_000 } : show(post)
      },
    },
    'read-back': {
      idempotency: 'read-back', settleMs: 90_000, send: async (_, action) => overTheWire((delay) => ({ kind: 'done', externalId: apply(action, delay).id, url: null })),
      lookup: async (_, action) => show(applied.find((post) => post.actionId === action.id)),
    },
    // Says that the same again is harmless, and posts each time: what the oracle must catch.
    liar: { idempotency: 'deterministic', send: async (_, action) => overTheWire((delay) => ({ kind: 'done', externalId: apply(action, delay).id, url: null })) },
    none: { idempotency: 'none', send: async (_, action) => overTheWire((delay) => ({ kind: 'done', externalId: apply(action, delay).id, url: null })) },
  }

  return {
    posts: () => applied,
    unclear: () => unclear,
    connector: {
      network: 'model', title: { ja: '模型', en: 'Model' }, intake: { polls: false, webhooks: false }, appFields: [], channelFields: [], text: { max: 280, count: 'utf16' }, permissions: [],
      operations, split: () => [], map: () => ({ kind: 'ignore', reason: 'it brings nothing' }),
      check: async (access) => ({ externalId: access.channel.externalId, name: 'model', handle: null, subscribed: null }),
    },
  }
}
