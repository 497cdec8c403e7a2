import { createHmac, timingSafeEqual } from 'node:crypto'

export interface HmacOptions {
  algorithm: 'sha1' | 'sha256' | 'sha512'
  encoding: 'base64' | 'hex'
}

/** HMAC over bytes as they came; a parsed and re-serialised body has other bytes. */
export function signBytes(secret: string, bytes: Uint8Array | string, options: HmacOptions): string {
  return createHmac(options.algorithm, secret).update(bytes).digest(options.encoding)
}

/**
 * Whether `given` is the signature of `bytes`. Constant time for equal lengths. A missing header, a header sent twice
 * (which reads as both, joined by a comma), a cut-off signature and an empty secret never fit.
 */
export function fitsSignature(secret: string | undefined, bytes: Uint8Array, given: string | null, options: HmacOptions): boolean {
  if (!secret || !given) return false
  const expected = Buffer.from(signBytes(secret, bytes, options))
  const offered = Buffer.from(given)
  return expected.length === offered.length && timingSafeEqual(expected, offered)
}
