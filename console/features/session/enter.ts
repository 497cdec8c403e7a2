import { ownAddress } from './own-address.ts'

/** A fresh page: nothing of an earlier session stays in memory. */
export function enter(to?: string): void {
  window.location.assign(ownAddress(to) ?? '/inbox')
}
