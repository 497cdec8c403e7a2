import { readFileSync } from 'node:fs'
import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { openAs, useBrowser } from './support/browser.ts'
import { arriveAtLine, ask, demo, line } from './support/demo.ts'
import { inboxOn } from './support/inbox.ts'
import { see } from './support/see.ts'

useBrowser()

describe('work that goes through several hands', () => {
  it('becomes a ticket, goes to another team with a note and all its history, and is solved there', async () => {
    const asked = await arriveAtLine('まつり実行委員', '秋祭り用に風待ちどらを三百個お願いできますか')
    const misaki = await openAs('美咲', `/inbox?view=all&id=${asked.id}`)
    const inbox = inboxOn(misaki)
    await misaki.getByRole('tab', { name: 'メモ' }).click()
    await inbox.note.fill('去年は百個でした。')
    await misaki.getByRole('button', { name: 'メモを残す' }).click()
    await see(inbox.thread.getByText('去年は百個でした。')).toBeVisible()
    await inbox.act('チケット化').click()
    const form = misaki.getByRole('dialog', { name: 'チケットにする' })
    await form.getByLabel('件名').fill('秋祭り 風待ちどら三百個')
    await form.getByLabel('優先度').selectOption({ label: '高' })
    await form.getByLabel('チーム').selectOption({ label: 'サポート' })
    await form.getByRole('button', { name: 'チケットを作る' }).click()
    await see(misaki.getByText(/チケット #\d+ にしました/)).toBeVisible()
    await see(form).toHaveCount(0)

    const row = await ask<{ ticket: { id: string; number: number } }>('美咲', 'GET', `/conversations/${asked.id}/row`)
    await misaki.goto(`/tickets/${row.ticket.id}`)
    await misaki.getByRole('button', { name: '引き継ぐ' }).click()
    const hand = misaki.getByRole('dialog', { name: '別のチームに引き継ぐ' })
    await hand.getByLabel('引き継ぎ先のチーム').selectOption({ label: '営業' })
    await hand.getByLabel('引き継ぎのメモ').fill('見積をお願いします。三百個です。')
    await hand.getByRole('button', { name: '引き継ぐ' }).click()
    await see(misaki.getByText('営業に引き継ぎました')).toBeVisible()

    const ichiro = await openAs('一郎', '/tickets?view=team')
    await ichiro.getByRole('link', { name: /秋祭り 風待ちどら三百個/ }).click()
    await see(ichiro.getByRole('heading', { level: 1, name: `チケット #${row.ticket.number}` })).toBeVisible()
    await see(ichiro.getByText('見積をお願いします。三百個です。')).toBeVisible()
    await see(ichiro.getByText('去年は百個でした。')).toBeVisible()
    await see(ichiro.getByText('秋祭り用に風待ちどらを三百個お願いできますか').first()).toBeVisible()
    await ichiro.getByRole('button', { name: '解決にする' }).click()
    await see(ichiro.getByText('解決にしました')).toBeVisible()
    await see(ichiro.getByRole('button', { name: '対応中に戻す' })).toBeVisible()
  })

  it('becomes a lead that is filled in later', async () => {
    const hotel = `港ホテル ${Date.now() % 10_000}`
    const asked = await arriveAtLine(hotel, `${hotel}です。客室用に灯台サブレを仕入れたいのですが`)
    const page = await openAs('一郎', `/inbox?view=all&id=${asked.id}`)
    await page.getByRole('button', { name: 'その他の操作' }).click()
    await page.getByRole('menuitem', { name: 'リードにする' }).click()
    const form = page.getByRole('dialog', { name: 'リードにする' })
    await form.getByLabel('会社').fill(hotel)
    await form.getByLabel('次の一手', { exact: true }).fill('卸の条件を送る')
    await form.getByRole('button', { name: 'リードを作る' }).click()
    await see(page.getByText(/リード #\d+ にしました/)).toBeVisible()
    await page.goto('/leads')
    await page.getByRole('searchbox', { name: '名前・会社・用件で探す' }).fill(hotel)
    await page.getByRole('link', { name: new RegExp(hotel) }).first().click()
    await page.getByRole('combobox', { name: '段階' }).selectOption({ label: '有望' })
    await page.getByLabel('電話').fill('0143-00-1234')
    await page.getByRole('button', { name: '保存' }).click()
    await see(page.getByText('保存しました')).toBeVisible()
    await page.reload()
    await see(page.getByRole('combobox', { name: '段階' })).toHaveValue('qualified')
    await see(page.getByLabel('電話')).toHaveValue('0143-00-1234')
    await see(page.getByRole('complementary', { name: '元の投稿' })).toContainText('客室用に灯台サブレを仕入れたいのですが')
  })

  it('begins at the telephone', async () => {
    const page = await openAs('美咲', '/enter')
    await page.getByLabel('相手の名前').fill('静海市 山本様')
    await page.getByLabel('内容').fill('本店の段差に手すりがほしい、とお電話がありました。')
    await page.getByRole('button', { name: '登録する' }).click()
    await see(page.getByText('登録しました')).toBeVisible()
    await page.getByRole('link', { name: '会話を開く' }).click()
    await see(inboxOn(page).thread.getByText('本店の段差に手すりがほしい')).toBeVisible()
  })
})

describe('what comes in', () => {
  it('imports a file column by column and says which rows it could not take', async () => {
    const page = await openAs('花子', '/import')
    const rows = ['日付,名前,ひとこと,リンク', '2025-10-01 09:00,ゆみこ,去年の栗の浜がいちばん好きでした,https://example.com/1', 'きのう,たろう,日付のない声,https://example.com/2', '2025-10-03 12:30,はるか,,', '2025-10-04 18:00,けんじ,駅ビル店の包装が丁寧でした,https://example.com/4']
    await page.locator('input[type="file"]').setInputFiles({ name: 'アンケート.csv', mimeType: 'text/csv', buffer: Buffer.from(rows.join('\r\n')) })
    const mapping = page.getByRole('group', { name: '列の対応' })
    await mapping.getByLabel('本文').selectOption('ひとこと')
    await mapping.getByLabel('日時').selectOption('日付')
    await mapping.getByLabel('投稿者の名前').selectOption('名前')
    await see(page.getByRole('table')).toContainText('去年の栗の浜がいちばん好きでした')
    await page.getByRole('button', { name: '取り込みを始める' }).click()
    const job = page.getByRole('article', { name: 'アンケート.csv' })
    await see(job.getByText('2行は取り込めませんでした')).toBeVisible({ timeout: 20_000 })
    await see(job.getByText('4 / 4行')).toBeVisible()
    if (await job.getByRole('button', { name: '取り込めなかった行', exact: true }).count() > 0) await job.getByRole('button', { name: '取り込めなかった行', exact: true }).click()
    await see(job.getByText('日付のない声')).toBeVisible()
    await see(job.getByRole('listitem')).toHaveCount(2)
  })

  it('keeps an event that it cannot read, with its reason and bytes, and replays it', async () => {
    await line.deliver({ destination: 'U5f1c8e07b92d4a6f8c3e1d0b7a945e26', events: [{ type: 'message', mode: 'active', timestamp: 'きのう', source: { type: 'user', userId: 12 }, webhookEventId: '01KAZEMACHI', message: { id: 7, type: 'text' } }] })
    const page = await openAs('花子', '/parked')
    const card = page.getByRole('article').filter({ hasText: '01KAZEMACHI' })
    await see(async () => {
      await page.reload()
      await see(card.first()).toBeAttached({ timeout: 2_000 })
    }).toPass({ timeout: 20_000 })
    await card.first().getByText('中身を見る').click()
    await see(card.first().getByLabel('中身')).toContainText('きのう')
    await card.first().getByRole('button', { name: 'もう一度流す' }).click()
    await see(page.getByText('1件を流しました')).toBeVisible()
  })

  it('shows that the way to each network and back works', async () => {
    // What LINE sends when somebody presses "Verify" there: signed, without events.
    await line.deliver({ destination: 'U5f1c8e07b92d4a6f8c3e1d0b7a945e26', events: [] })
    const page = await openAs('花子', '/settings/channels')
    for (const name of [/風待製菓【公式】/, /^風待製菓$/]) {
      const card = page.getByRole('article', { name })
      await see(card.getByRole('list', { name: '往復の確認' })).toBeVisible()
      await see(card.getByRole('listitem').filter({ hasText: '最後の受信' })).toHaveAttribute('data-ok', 'true')
    }
    const card = page.getByRole('article', { name: /^風待製菓$/ })
    await card.getByRole('button', { name: '確認', exact: true }).click()
    await see(card.getByText('ネットワークが購読を認めています')).toBeVisible()
    await see(card.getByText('届きました')).toBeVisible()
    await see(page.getByText(/\/webhooks\/line\//).or(page.locator('input[value*="/webhooks/line/"]')).first()).toBeAttached()
  })

  it('sorts by a rule that was tried first', async () => {
    const page = await openAs('健', '/settings/rules')
    await page.getByRole('button', { name: 'ルールを作る' }).first().click()
    const form = page.getByRole('dialog', { name: 'ルールを作る' })
    await form.getByLabel('名前').first().fill('包装の声')
    await form.getByLabel('この言葉のどれかを含む').fill('サブレ')
    await form.getByRole('button', { name: '過去24時間で試す' }).click()
    await see(form.getByText(/過去24時間では[1-9]\d*件に当てはまります/)).toBeVisible()
    await form.getByRole('textbox', { name: 'タグ' }).fill('包装')
    await form.getByRole('button', { name: '保存' }).click()
    await see(page.getByText('保存しました')).toBeVisible()
    const asked = await arriveAtLine('つつみ', 'サブレの缶を風呂敷で包んでもらえますか')
    await page.goto(`/inbox?view=all&id=${asked.id}`)
    await see(inboxOn(page).row(asked.id)).toContainText('包装')
  })

  it('finds phrases without what is left out, and gives the hits as a file', async () => {
    const page = await openAs('直子', '/search', { expects: /400/ })
    const box = page.getByRole('searchbox', { name: '検索する言葉' })
    const hits = page.getByRole('list', { name: '検索結果' }).getByRole('listitem')
    const count = async () => Number((await page.getByRole('status').filter({ hasText: /^\d+件$/ }).first().innerText()).replace('件', ''))
    await box.fill('サブレ')
    await box.press('Enter')
    await see(hits.first()).toContainText('サブレ')
    const all = await count()
    await box.fill('"灯台サブレ"')
    await box.press('Enter')
    await see(hits.first()).toContainText('灯台サブレ')
    await see.poll(count).toBeLessThan(all)
    await box.fill('サブレ NOT 灯台')
    await box.press('Enter')
    await see.poll(count).toBeLessThan(all)
    await see(hits.first()).toBeVisible()
    for (const text of await hits.allInnerTexts()) expect(text).not.toContain('灯台')
    const expected = await count()
    await page.getByRole('button', { name: '書き出し' }).click()
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: 'CSV（Excel向け）' }).click()])
    const text = readFileSync((await file.path())!, 'utf8')
    expect(text.startsWith('\uFEFF')).toBe(true)
    expect(text).toContain('サブレ')
    expect(text).not.toContain('灯台')
    expect(text.trim().split(/\r\n/).length).toBeGreaterThan(Math.min(expected, 1))
    await box.fill('サブレ AND (')
    await box.press('Enter')
    await see(page.getByRole('alert').first()).toBeVisible()
  })
})

describe('people and keys', () => {
  it('lets a newcomer in by a link at another browser, with two steps from then on', { timeout: 90_000 }, async () => {
    const page = await openAs('花子', '/settings/team')
    const address = `sora.${Date.now()}@kazamachi.example`
    await page.getByRole('button', { name: '招待する' }).click()
    const form = page.getByRole('dialog', { name: 'メンバーを招待' })
    await form.getByLabel('メールアドレス').fill(address)
    await form.getByRole('button', { name: '招待リンクを作る' }).click()
    const link = await form.getByLabel('招待リンク').inputValue()
    expect(link).toContain(`${demo.origin}/link/`)

    const password = 'umi-kaze-to-sabure'
    const sora = await openAs(null, new URL(link).pathname, { expects: /401/ })
    await see(sora.getByText('風待製菓 に招待されています。')).toBeVisible()
    await sora.getByLabel('名前').fill('青木 そら')
    await sora.getByLabel(/^パスワード/).fill(password)
    await sora.getByRole('button', { name: '参加する' }).click()
    await see(sora.getByRole('heading', { level: 1, name: '受信箱' })).toBeVisible()

    await sora.goto('/me')
    await sora.getByRole('button', { name: '有効にする' }).click()
    await sora.getByLabel('パスワードで確認').fill(password)
    await sora.getByRole('button', { name: '次へ' }).click()
    const secret = await sora.getByLabel('読み取れないときの鍵').inputValue()
    const recovery = (await sora.getByRole('region', { name: '回復コード' }).getByRole('listitem').first().innerText()).trim()
    await sora.getByLabel('認証アプリの6桁の数字').fill(totp(secret))
    await sora.getByRole('button', { name: '確認して有効にする' }).click()
    await see(sora.getByText('2段階認証は有効です。')).toBeVisible()

    const again = await openAs(null, '/login', { expects: /401/ })
    await again.getByLabel('メールアドレス').fill(address)
    await again.locator('input[name="password"]').fill(password)
    await again.getByRole('button', { name: 'ログイン' }).click()
    // The six digits have been used in this half minute; a recovery code opens as well.
    await again.getByLabel('確認コード').fill(recovery)
    await again.getByRole('button', { name: '確認' }).click()
    await see(again.getByRole('heading', { level: 1, name: '受信箱' })).toBeVisible()
  })

  it('signs in by a link that works once', async () => {
    const page = await openAs(null, new URL(demo.links[1]!).pathname, { expects: /401|404/ })
    await page.getByRole('button', { name: 'ログイン' }).click()
    await see(page.getByRole('heading', { level: 1, name: '受信箱' })).toBeVisible()
    await page.goto(new URL(demo.links[1]!).pathname)
    await see(page.getByRole('alert')).toContainText('このリンクは使えません。')
  })

  it('makes a token that is shown once and works', async () => {
    const page = await openAs('花子', '/settings/team?part=tokens')
    await page.getByRole('button', { name: 'トークンを作る' }).click()
    const form = page.getByRole('dialog', { name: 'トークンを作る' })
    await form.getByLabel('名前').fill('日報の集計')
    await form.getByRole('button', { name: 'トークンを作る' }).click()
    const secret = await form.getByLabel('トークン', { exact: true }).inputValue()
    const answer = await fetch(`${demo.origin}/api/conversations/counts`, { headers: { authorization: `Bearer ${secret}` } })
    expect(answer.status).toBe(200)
    await form.getByRole('button', { name: '閉じる' }).last().click()
    await see(page.getByRole('listitem').filter({ hasText: '日報の集計' })).toBeVisible()
    await see(page.getByText(secret)).toHaveCount(0)
  })
})

/** What an authenticator shows now (RFC 6238, SHA-1, 30 s, six digits). */
function totp(secret: string): string {
  const bits = [...secret.replaceAll(/[\s=]/g, '').toUpperCase()].map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('')
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)))
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)))
  const digest = createHmac('sha1', key).update(counter).digest()
  const at = digest[19]! & 15
  return String((digest.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}
