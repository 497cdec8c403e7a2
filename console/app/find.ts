import type { FindResult, Found as FoundRow } from '../../core/search/search.ts'
import { request } from '../api/request.ts'
import type { IconName } from '../ui/icons.tsx'

export interface Found {
  group: 'tickets' | 'leads' | 'people' | 'mentions'
  label: string
  note: string
  icon: IconName
  to: string
  search?: Record<string, string>
}

/** Tickets, leads, people and mentions by number, name and text, as rows that lead somewhere. */
export async function findAnything(q: string, signal: AbortSignal): Promise<Found[]> {
  const { rows } = await request<FindResult>('GET', '/find', { query: { q }, signal })
  return rows.map(leadSomewhere)
}

function leadSomewhere({ kind, id, number, label, note }: FoundRow): Found {
  const named = number === null ? label : `#${number} ${label}`
  switch (kind) {
    case 'ticket': return { group: 'tickets', label: named, note, icon: 'ticket', to: `/tickets/${id}` }
    case 'lead': return { group: 'leads', label: named, note, icon: 'lead', to: `/leads/${id}` }
    case 'person': return { group: 'people', label, note, icon: 'own', to: `/authors/${id}` }
    case 'mention': return { group: 'mentions', label, note, icon: 'inbox', to: '/inbox', search: { view: 'all', id } }
  }
}
