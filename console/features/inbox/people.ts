import type { AuthorView } from '../../../core/mention/mention.ts'

export function nameOf(person: AuthorView): string {
  return person.name ?? (person.handle ? `@${person.handle.replace(/^@/, '')}` : person.externalId)
}

/** Pictures come through our own server, which asks the network once. */
export function avatarOf(person: AuthorView): string | null {
  if (!person.avatarUrl) return null
  return person.avatarUrl.startsWith('/') ? person.avatarUrl : `/api/avatars/${person.id}`
}
