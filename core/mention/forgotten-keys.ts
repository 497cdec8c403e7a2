/** Keyed hashes under which tombstones and suppressions are kept; made in this one place, so that both sides agree. */
type Digest = (purpose: string, value: string) => string

export function authorKey(digest: Digest, workspaceId: string, network: string, authorExternalId: string): string {
  return digest('author', `${workspaceId}:${network}:${authorExternalId}`)
}

export function postKey(digest: Digest, workspaceId: string, network: string, externalId: string): string {
  return digest('post', `${workspaceId}:${network}:${externalId}`)
}
