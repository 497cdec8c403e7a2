/**
 * Envelope encryption of what networks entrust to us. Only ingest and publish hold this port; no route of the API
 * can reach `open`. The place of a secret is bound into its ciphertext: moved to another row it does not open.
 */
export interface Secrets {
  /** The key that wraps new secrets. */
  readonly keyId: string
  seal(plain: string, place: SecretPlace): string
  /** Throws `SecretUnreadable` for a wrong key, a moved row or a flipped bit. */
  open(sealed: string, place: SecretPlace): string
  /** A keyed digest for look-ups and tombstones; stable for one key file. */
  digest(purpose: string, value: string): string
}

export interface SecretPlace {
  workspaceId: string
  /** Id of the row (app or channel). */
  rowId: string
  network: string
  column: string
}

export class SecretUnreadable extends Error {
  constructor(cause?: unknown) {
    super('the secret cannot be opened with this key file', cause === undefined ? undefined : { cause })
    this.name = 'SecretUnreadable'
  }
}
