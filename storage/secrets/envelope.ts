import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto'
import { SecretUnreadable, type SecretPlace } from '../../core/ports/secrets.ts'

const nonceBytes = 12
const tagBytes = 16

/** `v1.<kekId>.<wrappedDek>.<nonce>.<ct+tag>`, the parts in base64url. */
export interface Envelope {
  keyId: string
  wrapped: Buffer
  nonce: Buffer
  sealed: Buffer
}

/** Names a key without telling anything about it. */
export function keyIdOf(key: Buffer): string {
  return createHash('sha256').update('kikimimi key id').update(key).digest('base64url').slice(0, 12)
}

/** A data key of its own for every write, so that rotating wraps 32 bytes again and never touches the secret. */
export function sealWith(key: Buffer, plain: string, place: SecretPlace): string {
  const dataKey = randomBytes(32)
  const nonce = randomBytes(nonceBytes)
  const sealed = encrypt(dataKey, nonce, Buffer.from(plain, 'utf8'), placeWords(place))
  return formatEnvelope({ keyId: keyIdOf(key), wrapped: wrap(key, dataKey, place), nonce, sealed })
}

export function openWith(key: Buffer, envelope: Envelope, place: SecretPlace): string {
  const dataKey = unwrap(key, envelope.wrapped, place)
  return decrypt(dataKey, envelope.nonce, envelope.sealed, placeWords(place)).toString('utf8')
}

export function rewrapWith(from: Buffer, to: Buffer, envelope: Envelope, place: SecretPlace): string {
  return formatEnvelope({ ...envelope, keyId: keyIdOf(to), wrapped: wrap(to, unwrap(from, envelope.wrapped, place), place) })
}

/** @throws SecretUnreadable for anything that is no envelope of ours. */
export function parseEnvelope(text: string): Envelope {
  const [version, keyId, ...parts] = text.split('.')
  const [wrapped, nonce, sealed] = parts.map((part) => Buffer.from(part, 'base64url'))
  if (version !== 'v1' || !keyId || parts.length !== 3 || !wrapped || nonce?.length !== nonceBytes || !sealed) throw new SecretUnreadable()
  return { keyId, wrapped, nonce, sealed }
}

function formatEnvelope({ keyId, wrapped, nonce, sealed }: Envelope): string {
  return ['v1', keyId, ...[wrapped, nonce, sealed].map((part) => part.toString('base64url'))].join('.')
}

function wrap(key: Buffer, dataKey: Buffer, place: SecretPlace): Buffer {
  const nonce = randomBytes(nonceBytes)
  return Buffer.concat([nonce, encrypt(wrappingKey(key), nonce, dataKey, placeWords(place))])
}

function unwrap(key: Buffer, wrapped: Buffer, place: SecretPlace): Buffer {
  return decrypt(wrappingKey(key), wrapped.subarray(0, nonceBytes), wrapped.subarray(nonceBytes), placeWords(place))
}

/** The key file's bytes serve several purposes, each by a key derived for it. */
function wrappingKey(key: Buffer): Buffer {
  return Buffer.from(hkdfSync('sha256', key, '', 'kikimimi wrap v1', 32))
}

/** No part can hold the bar: ids and names of ours; so no two places read alike. */
function placeWords({ workspaceId, rowId, network, column }: SecretPlace): Buffer {
  return Buffer.from(['v1', workspaceId, rowId, network, column].join('|'), 'utf8')
}

function encrypt(key: Buffer, nonce: Buffer, plain: Buffer, place: Buffer): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes }).setAAD(place)
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}

function decrypt(key: Buffer, nonce: Buffer, sealed: Buffer, place: Buffer): Buffer {
  if (sealed.length < tagBytes) throw new SecretUnreadable()
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes }).setAAD(place)
    decipher.setAuthTag(sealed.subarray(-tagBytes))
    return Buffer.concat([decipher.update(sealed.subarray(0, -tagBytes)), decipher.final()])
  } catch (cause) {
    throw new SecretUnreadable(cause)
  }
}
