import type { Page } from 'playwright-core'
import { ask, demo, type PersonName } from './demo.ts'

export interface ScreenToSee {
  name: string
  path: string
  person: PersonName | null
}

/** Every screen that the console has, with something on it. */
export async function allScreens(): Promise<ScreenToSee[]> {
  const [first, tickets, leads] = await Promise.all([
    ask<{ rows: { id: string; person: { id: string } }[] }>('花子', 'GET', '/conversations?view=all&networks=line&limit=1'),
    ask<{ rows: { id: string }[] }>('花子', 'GET', '/tickets?view=all&limit=1'),
    ask<{ rows: { id: string }[] }>('花子', 'GET', '/leads?limit=1'),
  ])
  const inside = {
    inbox: '/inbox', conversation: `/inbox?view=all&id=${first.rows[0]!.id}`, tickets: '/tickets', ticket: `/tickets/${tickets.rows[0]!.id}`, search: '/search', found: `/search?q=${encodeURIComponent('サブレ')}`,
    leads: '/leads', lead: `/leads/${leads.rows[0]!.id}`, author: `/authors/${first.rows[0]!.person.id}`, channels: '/settings/channels', enter: '/enter', import: '/import', rules: '/settings/rules',
    parked: '/parked', team: '/settings/team', tokens: '/settings/team?part=tokens', system: '/settings/system', me: '/me', nowhere: '/no/such/screen',
  }
  const outside = { login: '/login', link: new URL(demo.links[0]!).pathname, setup: '/setup?token=nobody-knows' }
  return [
    ...Object.entries(inside).map(([name, path]) => ({ name, path, person: '花子' as const })),
    ...Object.entries(outside).map(([name, path]) => ({ name, path, person: null })),
  ]
}

/** The screen stands: its heading is there and nothing is being loaded. */
export async function settled(page: Page): Promise<void> {
  await page.waitForFunction(() => document.querySelector('h1') !== null && document.querySelector('[aria-busy="true"]') === null)
}
