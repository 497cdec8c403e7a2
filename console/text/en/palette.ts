import type { ja } from '../ja/palette.ts'

export const en: typeof ja = {
  title: 'Search and actions', placeholder: 'An action, a ticket number, a person, words', nothing: 'Nothing found', failed: 'The search failed.',
  actions: 'Actions', places: 'Screens', tickets: 'Tickets', leads: 'Leads', people: 'People', mentions: 'Mentions',
  searchFor: (q: string) => `Search for “${q}”`,
}
