import { createHmac, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto'
import { SecretUnreadable, type SecretPlace, type Secrets } from '../../core/ports/secrets.ts'
import { keyIdOf, openWith, parseEnvelope, rewrapWith, sealWith } from './envelope.ts'
import { readKey, readOrMakeKey } from './key-file.ts'

export interface SecretsOptions {
  /** Made on the first start. Wraps new secrets. */
  keyFile: string
  /** Keys that were in use before a rotation: they open, and wrap nothing. */
  formerKeyFiles?: readonly string[]
}

export interface SecretsWithRotation extends Secrets {
  /** True when the key of that name is at hand. */
  holds(keyId: string): boolean
  /** The same secret under the key of today; the string itself when it already is. */
  rewrap(sealed: string, place: SecretPlace): string
}

/**
 * The secrets port over key files. Digests follow the oldest key that is named, so that tombstones and look-ups
 * survive a rotation: keep former key files named for as long as digests made with them are stored.
 */
export function openSecrets({ keyFile, formerKeyFiles = [] }: SecretsOptions): SecretsWithRotation {
  const current = readOrMakeKey(keyFile)
  const former = formerKeyFiles.map(readKey)
  const keys = new Map([...former, current].map((key) => [keyIdOf(key), key]))
  const digestRoot = former.at(0) ?? current
  // Made once a purpose: the pipeline asks for a digest or two of every mention.
  const digestKeys = new Map<string, KeyObject>()

  function digestKeyFor(purpose: string): KeyObject {
    const known = digestKeys.get(purpose)
    if (known) return known
    const key = createSecretKey(new Uint8Array(hkdfSync('sha256', digestRoot, '', `kikimimi digest v1 ${purpose}`, 32)))
    digestKeys.set(purpose, key)
    return key
  }

  function keyFor(keyId: string): Buffer {
    const key = keys.get(keyId)
    if (!key) throw new SecretUnreadable(new Error(`the key ${keyId} is not at hand`))
    return key
  }

  return {
    keyId: keyIdOf(current),
    seal: (plain, place) => sealWith(current, plain, place),
    open(sealed, place) {
      const envelope = parseEnvelope(sealed)
      return openWith(keyFor(envelope.keyId), envelope, place)
    },
    digest(purpose, value) {
      return createHmac('sha256', digestKeyFor(purpose)).update(value, 'utf8').digest('base64url')
    },
    holds: (keyId) => keys.has(keyId),
    rewrap(sealed, place) {
      const envelope = parseEnvelope(sealed)
      if (envelope.keyId === keyIdOf(current)) return sealed
      return rewrapWith(keyFor(envelope.keyId), current, envelope, place)
    },
  }
}
