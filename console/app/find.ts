import { readAnswer, send } from '../api/client.ts'
import type { IconName } from '../ui/icons.tsx'

export interface Found {
  group: 'tickets' | 'leads' | 'people' | 'mentions'
  label: string
  note?: string
  icon: IconName
  to: string
  search?: Record<string, string>
}

/** Tickets, leads, people and mentions by number, name and text, as rows that lead somewhere. */
export async function findAnything(q: string, signal: AbortSignal): Promise<Found[]> {
  return readAnswer(await send(`/api/find?q=${encodeURIComponent(q)}`, { signal }))
}
