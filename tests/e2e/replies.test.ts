import { expect, it } from 'vitest'
import { openAs, useBrowser } from './support/browser.ts'
import { arriveAtLine, arriveAtX, line, x } from './support/demo.ts'
import { inboxOn, press } from './support/inbox.ts'
import { see } from './support/see.ts'

useBrowser()

it('answers at X and LINE: says the way first, sends by Ctrl+Enter, takes back in time, and reaches the network once', async () => {
  const [atX, atLine] = await Promise.all([
    arriveAtX('niji_no_hashi', '虹野 橋', '灯台サブレの缶、今年の柄はいつからですか'),
    arriveAtLine('虹野さん', '通販で頼んだ波もなか、ギフト包装にできますか'),
  ])
  const page = await openAs('花子', `/inbox?view=all&id=${atX.id}`)
  const inbox = inboxOn(page)
  const answer = '来週月曜日から全店で発売いたします。'
  await inbox.reply.focus()
  await see(page.locator('#reply-offer')).toContainText(/X/)
  await see(page.locator('#reply-left')).toHaveText('残り280')
  await page.keyboard.insertText(answer)
  await see(page.locator('#reply-left')).toHaveText(`残り${280 - 2 * answer.length}`)
  await press(page, 'Enter')
  await see(inbox.reply).toHaveValue(`${answer}\n`)
  await page.keyboard.press('Backspace')
  await press(page, 'Control+Enter')
  await see(page.getByText('秒後に送信します')).toBeVisible()
  await see(inbox.reply).toHaveValue('')
  // Taken back within the seconds of undo, the text stands in the field again and nothing went out.
  await page.getByRole('button', { name: '元に戻す' }).click()
  await see(page.getByRole('status').filter({ hasText: '送信を取り消しました' })).toBeVisible()
  await see(inbox.reply).toHaveValue(answer)
  await see(inbox.thread.getByText('取り消し済み')).toBeVisible()
  await inbox.reply.focus()
  await press(page, 'Control+Enter')
  await see(inbox.reply).toHaveValue('')
  await see(inbox.thread.getByText(/送信待ち|送信中|送信済み/)).toBeVisible()

  const second = await openAs('美咲', `/inbox?view=all&id=${atLine.id}`)
  const other = inboxOn(second)
  await other.reply.fill('はい、カートの「包装」でお選びいただけます。')
  await see(second.locator('#reply-offer')).toContainText('無料')
  await second.getByRole('button', { name: '送信', exact: true }).click()
  await see(other.thread.getByText('送信済み')).toBeVisible({ timeout: 25_000 })
  await see(inbox.thread.getByText('送信済み')).toBeVisible({ timeout: 25_000 })
  expect(await x.callsWith(/^\/2\/tweets$/, answer)).toHaveLength(1)
  expect(await line.callsWith(/message/, 'はい、カートの「包装」でお選びいただけます。')).toHaveLength(1)
})

it('shows a reply of which nobody knows whether it went out, and lets a person settle it', async () => {
  const asked = await arriveAtLine('ことりや', 'しおかぜラムネは犬も食べられますか')
  const text = 'ワンちゃんにはおすすめしておりません。'
  // LINE carries the free reply out and then says nothing: it has no key by which we could ask again.
  await line.fault({ route: 'POST /v2/bot/message/reply', kind: 'drop-after-apply' })
  const page = await openAs('花子', `/inbox?view=all&id=${asked.id}`)
  const inbox = inboxOn(page)
  await inbox.reply.fill(text)
  await press(page, 'Control+Enter')
  const doubt = inbox.thread.getByRole('group', { name: '送れたか不明' })
  await see(doubt).toBeVisible({ timeout: 40_000 })
  await see(doubt.getByRole('button', { name: '届いていないので再送' })).toBeVisible()
  await doubt.getByRole('button', { name: '届いている' }).click()
  await see(inbox.thread.getByText('送信済み')).toBeVisible()
  expect(await line.callsWith(/message/, text)).toHaveLength(1)
})

it('shows what a stranger wrote as text and never as a page', async () => {
  const hostile = '<img src=x onerror="document.title=\'taken\'"> を見て https://example.com/?q="><script>alert(1)</script>'
  const asked = await arriveAtLine('いたずら', hostile)
  const page = await openAs('花子', `/inbox?view=all&id=${asked.id}`)
  const { thread } = inboxOn(page)
  await see(thread.getByText('<img src=x onerror=', { exact: false })).toBeVisible()
  expect(await page.title()).not.toContain('taken')
  expect(await thread.locator('img[src="x"], script').count()).toBe(0)
  const link = thread.getByRole('link', { name: /example\.com/ })
  await see(link).toHaveAttribute('rel', /noopener/)
  await see(link).toHaveAttribute('rel', /noreferrer/)
})
