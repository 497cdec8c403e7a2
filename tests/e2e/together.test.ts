import { describe, expect, it } from 'vitest'
import type { ConversationRow } from '../../core/conversation/conversation.ts'
import { openAs, useBrowser } from './support/browser.ts'
import { arriveAtLine, ask, line } from './support/demo.ts'
import { inboxOn, listStands, press } from './support/inbox.ts'
import { see } from './support/see.ts'

useBrowser()

describe('two at one conversation', () => {
  it('see each other, ask before a second answer, and see what the other did', async () => {
    const asked = await arriveAtLine('ふたり待ち', '注文番号を忘れました。調べられますか')
    const path = `/inbox?view=all&id=${asked.id}`
    const hanako = await openAs('花子', path)
    const first = inboxOn(hanako)
    await see(hanako.getByText('接続中', { exact: true })).toBeVisible()
    await see(first.reply).toBeVisible()
    const misaki = await openAs('美咲', path)
    const second = inboxOn(misaki)
    await see(second.reply).toBeVisible()
    await see(hanako.getByText('鈴木 美咲さんが表示中')).toBeVisible({ timeout: 5_000 })
    await see(misaki.getByText('田中 花子さんが表示中')).toBeVisible({ timeout: 5_000 })
    await second.reply.fill('お名前とお電話番号で')
    await see(hanako.getByText('鈴木 美咲さんがこの会話に返信を書いています。')).toBeVisible({ timeout: 5_000 })
    await see(hanako.getByText('鈴木 美咲さんが入力中')).toBeVisible()
    await first.reply.fill('お調べします。')
    await press(hanako, 'Control+Enter')
    // Once is not enough while the other writes.
    await see(hanako.getByRole('button', { name: 'もう一度押すと送信します' })).toBeVisible()
    await see(first.reply).toHaveValue('お調べします。')
    expect(await line.callsWith(/message/, 'お調べします。')).toHaveLength(0)
    await press(hanako, 'Control+Enter')
    await see(first.reply).toHaveValue('')
    // The other, still writing, sees both texts.
    await see(misaki.getByText('田中 花子さんが先に返信しました')).toBeVisible()
    await see(second.reply).toHaveValue('お名前とお電話番号で')

    await first.act('完了').click()
    await see(misaki.getByRole('status').filter({ hasText: '田中 花子さんが完了にしました' })).toBeVisible()
  })

  it('tells the one who was late that the other was first, and shows what is now', async () => {
    const asked = await arriveAtLine('すれちがい', '領収書の宛名を変えたいです')
    // The news of the change is kept away from this tab, as on a bad line.
    const page = await openAs('花子', `/inbox?view=all&id=${asked.id}`, { expects: /409|ERR_FAILED/ })
    await see(inboxOn(page).act('完了')).toBeVisible()
    await page.route('**/api/conversations/*/row', (route) => route.abort())
    await page.route('**/api/conversations/*/state', async (route) => {
      const { version } = await ask<ConversationRow>('健', 'GET', `/conversations/${asked.id}/row`)
      await ask('健', 'POST', `/conversations/${asked.id}/state`, { state: 'pending' }, { 'if-match': `"${version}"` })
      await route.continue()
    })
    await see(inboxOn(page).list).toBeFocused()
    await press(page, 'Shift+E')
    await see(page.getByText('ほかの人が先に変更しました。いまの内容を表示しています。')).toBeVisible()
    await see(inboxOn(page).act('完了')).toBeVisible()
    expect((await ask<ConversationRow>('健', 'GET', `/conversations/${asked.id}/row`)).state).toBe('pending')
  })
})

describe('the list while others work', () => {
  it('stays where it is when new ones come, says how many, and shows them on demand', async () => {
    const page = await openAs('花子', '/inbox?view=all')
    const inbox = inboxOn(page)
    await listStands(page)
    await inbox.list.evaluate((list) => list.scrollTo({ top: 112 * 150 }))
    const seen = () => inbox.list.evaluate((list) => [...list.querySelectorAll('[data-id]')].filter((row) => row.getBoundingClientRect().top >= list.getBoundingClientRect().top).map((row) => row.getAttribute('data-id')).slice(0, 3))
    await see.poll(async () => (await seen()).length).toBe(3)
    await see(inbox.list.locator('[aria-posinset="152"][data-id]')).toBeVisible()
    const before = await seen()
    await Promise.all(['ひとり', 'ふたり', 'さんにん'].map((name) => arriveAtLine(`${name}め`, `${name}目の問い合わせです`)))
    const pill = page.getByRole('button', { name: '新着 3件を表示' })
    await see(pill).toBeVisible()
    expect(await seen()).toEqual(before)

    // Another person finishes what stands on the screen: the click opens the row under the pointer.
    const [, target] = before
    const row = await ask<ConversationRow>('健', 'GET', `/conversations/${before[0]}/row`)
    await ask('健', 'POST', `/conversations/${before[0]}/state`, { state: row.state === 'done' ? 'open' : 'done' }, { 'if-match': `"${row.version}"` })
    await inbox.row(target!).click()
    await see.poll(() => new URL(page.url()).searchParams.get('id')).toBe(target)

    await pill.click()
    await see(inbox.rows.first()).toContainText('の問い合わせです')
    await see(pill).toHaveCount(0)
  })

  it('comes back after the stream was cut, without losing or doubling anything', async () => {
    const page = await openAs('直子', '/inbox?view=all', { expects: /Failed to load resource|ERR_/ })
    const inbox = inboxOn(page)
    await listStands(page)
    await see(page.getByText('接続中', { exact: true })).toBeVisible()
    await page.context().setOffline(true)
    await see(page.getByText(/オフライン|再接続/)).toBeVisible()
    const came = await arriveAtLine('とだえ', '通信が切れているあいだの問い合わせ')
    await page.context().setOffline(false)
    await see(page.getByText('接続中', { exact: true })).toBeVisible({ timeout: 20_000 })
    await page.getByRole('button', { name: '新着 1件を表示' }).click()
    await see(inbox.row(came.id)).toHaveCount(1)
  })

  it('takes an act back when the server fails, says so, and keeps the text', async () => {
    const asked = await arriveAtLine('がっかり', '昨日のメールの返事がまだです')
    const page = await openAs('花子', `/inbox?view=all&id=${asked.id}`, { expects: /500/ })
    const inbox = inboxOn(page)
    const sorry = { status: 500, contentType: 'application/json', body: JSON.stringify({ code: 'internal', message: { ja: 'サーバーで問題が起きました。', en: 'Something went wrong.' }, requestId: 'req-kaze' }) }
    await page.route('**/api/conversations/*/state', (route) => route.fulfill(sorry))
    await page.route('**/api/conversations/*/replies', (route) => route.fulfill(sorry))
    await inbox.reply.fill('確認いたします。')
    await press(page, 'Control+Enter')
    await see(page.getByRole('alert').filter({ hasText: 'req-kaze' })).toBeVisible()
    await see(inbox.reply).toHaveValue('確認いたします。')
    await press(page, 'Escape', 'Shift+E')
    await see(page.getByText('サーバーで問題が起きました。').last()).toBeVisible()
    await see(inbox.act('完了')).toBeVisible()
    expect((await ask<ConversationRow>('花子', 'GET', `/conversations/${asked.id}/row`)).state).toBe('open')
  })
})
