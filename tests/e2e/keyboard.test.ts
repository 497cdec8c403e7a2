import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { openAs, useBrowser } from './support/browser.ts'
import { inboxOn, listStands, press } from './support/inbox.ts'
import { see } from './support/see.ts'

useBrowser()

const openId = (page: Page) => new URL(page.url()).searchParams.get('id')

/** Fails when anything that a mouse does reached the page. */
async function watchMouse(page: Page): Promise<() => Promise<void>> {
  await page.evaluate(() => {
    for (const name of ['mousedown', 'pointerdown', 'wheel']) document.addEventListener(name, () => document.documentElement.setAttribute('data-mouse', name), true)
  })
  return async () => expect(await page.getAttribute('html', 'data-mouse')).toBeNull()
}

async function walked(page: Page, from: string | null): Promise<string> {
  await see.poll(() => openId(page)).not.toBe(from)
  return openId(page)!
}

describe('the inbox by keyboard alone', () => {
  it('walks, finishes, takes back, replies and finds its way', async () => {
    const page = await openAs('花子', '/inbox')
    const inbox = inboxOn(page)
    await listStands(page)
    const noMouse = await watchMouse(page)
    await see(inbox.list).toBeFocused()

    await press(page, 'j')
    const first = await walked(page, null)
    await press(page, 'j')
    const second = await walked(page, first)
    await press(page, 'k')
    await see.poll(() => openId(page)).toBe(first)
    await see(inbox.row(first)).toHaveAttribute('aria-current', 'true')

    // Five are finished in a row, each followed by the next; they stay in place, dimmed.
    const done = [first]
    for (let n = 0; n < 5; n++) {
      await press(page, 'e')
      done.push(await walked(page, done.at(-1)!))
    }
    expect(done[1]).toBe(second)
    for (const id of done.slice(0, 2)) await see(inbox.list.locator(`[data-id="${id}"][data-left]`)).toHaveCount(1)
    const last = done.at(-2)!
    await press(page, 'z')
    await see(page.getByText('元に戻しました')).toBeVisible()
    await see(inbox.row(last)).not.toHaveAttribute('data-left')

    // To oneself, and the next view.
    await press(page, 'i')
    await see(page.getByRole('status').filter({ hasText: '田中 花子に割り当てました' })).toBeVisible()
    await press(page, 'z')
    await see(page.getByText('元に戻しました')).toBeVisible()

    await see(inbox.reply).toBeVisible()
    // r writes; Esc goes back to the list and keeps the draft.
    await press(page, 'r')
    await see(inbox.reply).toBeFocused()
    await page.keyboard.insertText('お問い合わせありがとうございます。')
    await press(page, 'Escape')
    await see(inbox.list).toBeFocused()
    const drafted = openId(page)
    await press(page, 'j')
    await walked(page, drafted)
    await press(page, 'k')
    await see.poll(() => openId(page)).toBe(drafted)
    await see(inbox.reply).toHaveValue('お問い合わせありがとうございます。')

    // Assigning by its menu: typing narrows, Enter chooses, the focus comes back.
    await press(page, 'a')
    await see(page.getByRole('combobox', { name: '名前で探す' })).toBeFocused()
    await page.keyboard.insertText('サポート')
    await press(page, 'Enter')
    await see(page.getByRole('status').filter({ hasText: 'サポートに割り当てました' })).toBeVisible()
    await see(page.getByRole('combobox', { name: '名前で探す' })).toHaveCount(0)
    await press(page, 'z')

    // Help, palette, places.
    await press(page, '?')
    await see(page.getByRole('dialog', { name: 'キーボードの使い方' })).toBeVisible()
    await press(page, 'Escape')
    await see(page.getByRole('dialog')).toHaveCount(0)
    await press(page, 'Control+k')
    await see(page.getByRole('textbox', { name: '検索と操作' })).toBeFocused()
    await page.keyboard.insertText('個人設定')
    await see(page.getByRole('dialog').getByText('個人設定', { exact: true })).toBeVisible()
    await press(page, 'Enter')
    await see(page.getByRole('heading', { level: 1, name: '個人設定' })).toBeVisible()
    await press(page, 'g', 'i')
    await listStands(page)
    await press(page, '/')
    await see(page.getByRole('heading', { level: 1, name: '検索' })).toBeVisible()
    await noMouse()
  })

  it('selects with x and Shift+J, finishes them together and takes that back as one', async () => {
    const page = await openAs('健', '/inbox')
    const inbox = inboxOn(page)
    await listStands(page)
    const noMouse = await watchMouse(page)
    await press(page, 'j')
    await walked(page, null)
    await press(page, 'j', 'x', 'Shift+J', 'Shift+J', 'Shift+J')
    await see(page.getByText('4件を選択中')).toBeVisible()
    const chosen = await inbox.list.locator('[aria-selected="true"]').evaluateAll((rows) => rows.map((row) => row.getAttribute('data-id')!))
    await press(page, 'e')
    await see(page.getByText('4件を処理しました')).toBeVisible()
    for (const id of chosen) await see(inbox.row(id)).toHaveAttribute('data-left')
    await press(page, 'z')
    for (const id of chosen) await see(inbox.row(id)).not.toHaveAttribute('data-left')
    await noMouse()
  })

  it('has no act on a letter once letters are switched off, and keeps the others', async () => {
    const page = await openAs('美咲', '/inbox')
    const inbox = inboxOn(page)
    await listStands(page)
    await press(page, '?')
    const letters = page.getByRole('switch', { name: '1文字のショートカットを使う' })
    await letters.focus()
    await press(page, 'Space')
    await see(letters).not.toBeChecked()
    await press(page, 'Escape')
    await see(page.getByRole('dialog')).toHaveCount(0)
    await press(page, 'j', 'e', 'x', 'r', '?', '/')
    expect(openId(page)).toBeNull()
    await see(page.getByRole('dialog')).toHaveCount(0)
    await press(page, 'ArrowDown')
    await walked(page, null)
    await press(page, 'Control+k')
    await see(page.getByRole('textbox', { name: '検索と操作' })).toBeFocused()
    await press(page, 'Escape')
    await see(inbox.list).toBeFocused()
  })

  it('reads the place of the key where a kana layout sends kana, and a held e finishes one', async () => {
    const page = await openAs('健', '/inbox')
    await listStands(page)
    const type = (key: string, code: string, more = {}) => page.evaluate(([init]) => document.activeElement!.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...(init as object) })), [{ key, code, ...more }])
    await type('ま', 'KeyJ')
    const first = await walked(page, null)
    await type('ま', 'KeyJ')
    const second = await walked(page, first)
    await type('の', 'KeyK')
    await see.poll(() => openId(page)).toBe(first)
    await type('e', 'KeyE', { repeat: true })
    await type('j', 'KeyJ', { repeat: true })
    await see.poll(() => openId(page)).toBe(second)
    await see(inboxOn(page).row(first)).not.toHaveAttribute('data-left')
    await type('？', 'Slash', { shiftKey: true })
    await see(page.getByRole('dialog', { name: 'キーボードの使い方' })).toBeVisible()
  })
})

describe('an input method', () => {
  it('composes in the reply without any shortcut acting, and Ctrl+Enter sends only afterwards', async () => {
    const page = await openAs('花子', '/inbox?view=unassigned')
    const inbox = inboxOn(page)
    await listStands(page)
    await press(page, 'j')
    const id = await walked(page, null)
    await see(inbox.reply).toBeVisible()
    await press(page, 'm')
    await see(inbox.note).toBeFocused()
    const keys = await page.context().newCDPSession(page)
    await keys.send('Input.imeSetComposition', { text: 'へんぴん', selectionStart: 4, selectionEnd: 4 })
    await see(inbox.note).toHaveValue('へんぴん')
    // The keys that an input method has: 229, whatever stands on the cap.
    for (const [key, code, modifiers] of [['Enter', 'Enter', 0], ['Enter', 'Enter', 2], ['e', 'KeyE', 0], ['j', 'KeyJ', 0], ['k', 'KeyK', 2]] as const) {
      await keys.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', key, code, modifiers, windowsVirtualKeyCode: 229 })
      await keys.send('Input.dispatchKeyEvent', { type: 'keyUp', key, code, modifiers, windowsVirtualKeyCode: 229 })
    }
    await see(inbox.note).toBeFocused()
    expect(openId(page)).toBe(id)
    await see(page.getByText('メモを残しました')).toHaveCount(0)
    await see(page.getByRole('dialog')).toHaveCount(0)
    await keys.send('Input.insertText', { text: '返品の件、確認中' })
    await see(inbox.note).toHaveValue('返品の件、確認中')
    await press(page, 'Enter')
    await page.keyboard.insertText('二行目')
    await see(inbox.note).toHaveValue('返品の件、確認中\n二行目')
    await press(page, 'Control+Enter')
    await see(page.getByRole('status').filter({ hasText: 'メモを残しました' })).toBeVisible()
    await see(page.getByRole('article', { name: '社内メモ 田中 花子' })).toHaveCount(1)
  })

  it('composes in the search box; the Enter that confirms does not search', async () => {
    const page = await openAs('花子', '/search')
    const box = page.getByRole('searchbox', { name: '検索する言葉' })
    await box.focus()
    const keys = await page.context().newCDPSession(page)
    await keys.send('Input.imeSetComposition', { text: 'さぶれ', selectionStart: 3, selectionEnd: 3 })
    await keys.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 229 })
    await keys.send('Input.dispatchKeyEvent', { type: 'keyUp', key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 229 })
    await keys.send('Input.insertText', { text: 'サブレ' })
    await see(box).toHaveValue('サブレ')
    expect(new URL(page.url()).searchParams.get('q')).toBeNull()
    await press(page, 'Enter')
    await see.poll(() => new URL(page.url()).searchParams.get('q')).toBe('サブレ')
    await see(page.getByRole('list', { name: '検索結果' }).getByRole('listitem').first()).toBeVisible()
  })
})
