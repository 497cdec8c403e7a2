import { acceptItems, type Source } from '../core/intake/accept-items.ts'
import type { SplitItem } from '../core/ports/connector.ts'
import type { Db } from '../core/tables.ts'

/** Stores items as `acceptItems` does; resolves after their commit. @returns how many rows the statement that took them made. */
export type GroupAccept = (source: Source, items: readonly SplitItem[]) => Promise<number>

interface Waiting {
  items: readonly SplitItem[]
  resolve(rows: number): void
  reject(error: unknown): void
}

const mostItems = 500

/**
 * What arrives while a statement of the same app is on its way goes with the next one, together: under load one commit serves
 * many webhooks, and a webhook that is alone waits for nobody. None is answered before its own rows are committed.
 */
export function createGroupAccept(db: Db): GroupAccept {
  // By the map of its channels, which an app keeps for as long as it is remembered.
  const groups = new Map<Source['channels'], Waiting[]>()

  return function accept(source, items) {
    return new Promise((resolve, reject) => {
      const waiting = { items, resolve, reject }
      const group = groups.get(source.channels)
      if (group) return void group.push(waiting)
      groups.set(source.channels, [waiting])
      void storeAll(source)
    })
  }

  async function storeAll(source: Source): Promise<void> {
    for (let group = take(source); group.length > 0; group = take(source)) await storeGroup(source, group)
    groups.delete(source.channels)
  }

  function take(source: Source): Waiting[] {
    const group = groups.get(source.channels)!
    let items = 0
    const place = group.findIndex((waiting) => (items += waiting.items.length) > mostItems)
    return group.splice(0, place < 0 ? group.length : Math.max(place, 1))
  }

  /** A body that the database refuses fails alone. */
  async function storeGroup(source: Source, group: readonly Waiting[]): Promise<void> {
    try {
      const rows = await acceptItems(db, source, group.flatMap((waiting) => waiting.items))
      for (const waiting of group) waiting.resolve(rows)
    } catch (error) {
      if (group.length === 1) return group[0]!.reject(error)
      const isGone = !/^2/.test(String((error as { code?: unknown }).code))
      for (const waiting of group) await (isGone ? waiting.reject(error) : storeGroup(source, [waiting]))
    }
  }
}
