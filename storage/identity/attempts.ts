import type pg from 'pg'
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible'
import { TooMany } from '../../core/errors.ts'

/** Failures that are forgiven within a quarter of an hour. An office shares an address, so it gets more. */
export const allowedFailures = { account: 10, address: 60 }
const seconds = 15 * 60

export interface Attempts {
  /** Counts the try before the secret is looked at, so that parallel guesses cannot slip through; a success gives it back. */
  guard<T>(keys: { account?: string; address: string }, work: () => Promise<T>): Promise<T>
  /** True the first time within two minutes: a code that was seen over a shoulder is worth nothing afterwards. */
  firstUse(key: string): Promise<boolean>
}

export function makeAttempts(pool: pg.Pool): Attempts {
  const store = (keyPrefix: string, points: number, duration: number) => new RateLimiterPostgres({
    storeClient: pool, storeType: 'pool', schemaName: 'identity', tableName: 'rate_limit', tableCreated: true, clearExpiredByTimeout: false,
    keyPrefix, points, duration,
  })
  const accounts = store('account', allowedFailures.account, seconds)
  const addresses = store('address', allowedFailures.address, seconds)
  const codes = store('code', 1, 120)
  return {
    async guard({ account, address }, work) {
      await consume(addresses, address)
      if (account !== undefined) await consume(accounts, account)
      const result = await work()
      await addresses.reward(address)
      if (account !== undefined) await accounts.delete(account)
      return result
    },
    async firstUse(key) {
      return codes.consume(key).then(() => true, (refusal: unknown) => {
        if (refusal instanceof RateLimiterRes) return false
        throw refusal
      })
    },
  }
}

async function consume(limiter: RateLimiterPostgres, key: string): Promise<void> {
  try {
    await limiter.consume(key)
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal
    throw tooMany(Math.ceil(refusal.msBeforeNext / 1000))
  }
}

export function tooMany(retryAfterSeconds: number): TooMany {
  const minutes = Math.max(1, Math.ceil(retryAfterSeconds / 60))
  return new TooMany({
    ja: `ログインの失敗が続いたため、受け付けを止めています。約 ${minutes} 分後にもう一度お試しください。`,
    en: `Too many failed attempts. Try again in about ${minutes} minute${minutes === 1 ? '' : 's'}.`,
  }, retryAfterSeconds)
}
