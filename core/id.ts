import { randomFillSync } from 'node:crypto'

/** UUID version 7: sorts by time, so indexes grow at their end. */
export function newId(): string {
  const bytes = new Uint8Array(16)
  randomFillSync(bytes, 6)
  const now = Date.now()
  for (let i = 0; i < 6; i++) bytes[i] = Math.floor(now / 256 ** (5 - i)) & 0xff
  bytes[6] = (bytes[6]! & 0x0f) | 0x70
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  const hex = Buffer.from(bytes).toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
