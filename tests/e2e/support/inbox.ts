import type { Locator, Page } from 'playwright-core'
import { see } from './see.ts'

/** What stands on the inbox, by its Japanese names. */
export function inboxOn(page: Page) {
  const list = page.getByRole('listbox', { name: '会話の一覧' })
  const thread = page.getByRole('region', { name: 'やりとり' })
  return {
    list,
    rows: list.getByRole('option'),
    open: list.locator('[aria-current="true"]'),
    row: (id: string) => list.locator(`[data-id="${id}"]`),
    thread,
    reply: page.getByRole('textbox', { name: '返信' }),
    note: page.getByRole('textbox', { name: 'メモ' }),
    toast: page.getByRole('status'),
    act: (name: string): Locator => page.getByRole('region', { name: /^会話 / }).getByRole('button', { name, exact: true }),
  }
}

export async function listStands(page: Page): Promise<void> {
  await see(inboxOn(page).rows.first()).toBeVisible()
}

/** Presses a key as a person without a mouse does, and sees that the focus is somewhere afterwards. */
export async function press(page: Page, ...keys: string[]): Promise<void> {
  for (const key of keys) {
    await page.keyboard.press(key)
    // A dialog takes the focus when it has been drawn; nowhere may it stay lost.
    await page.waitForFunction(() => document.activeElement !== null && document.activeElement !== document.body, undefined, { timeout: 3_000 }).catch(() => {
      throw new TypeError(`after ${key} nothing has the focus`)
    })
  }
}
