import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { PersonName } from '../../support/people.ts'
import { openCompany, type Company } from '../core/company.ts'
import { signInEverybody } from './signed-in.ts'
import { openTestApi, type Browser, type TestApi } from './support.ts'

let api: TestApi
let aozora: Company
let people: Record<PersonName, Browser>
beforeAll(async () => {
  api = await openTestApi()
  aozora = await openCompany({ database: api.db })
  people = await signInEverybody(api, aozora.workspace)
})
afterAll(() => api.close())

async function upload(browser: Browser, bytes: Uint8Array | string, name: string, type = 'application/octet-stream'): Promise<Response> {
  const form = new FormData()
  form.set('file', new File([typeof bytes === 'string' ? bytes : new Uint8Array(bytes)], name, { type }))
  return browser.send('POST', '/api/media', form)
}

async function kept(browser: Browser, bytes: Uint8Array | string, name: string, type?: string): Promise<{ mediaId: string; contentType: string; byteSize: number; fileName: string }> {
  const answer = await upload(browser, bytes, name, type)
  expect(answer.status).toBe(201)
  return await answer.json() as never
}

const photo = (side = 40) => sharp({ create: { width: side, height: side, channels: 3, background: '#d33' } })

test('a picture is drawn anew: the place where it was taken and anything hidden behind it are gone', async () => {
  const original = await photo().jpeg().withExif({ IFD0: { Copyright: '渡辺の自宅' } }).toBuffer()
  expect((await sharp(original).metadata()).exif).toBeDefined()
  const { mediaId, contentType } = await kept(people.美咲, Buffer.concat([original, Buffer.from('<script>alert(1)</script>')]), '写真.jpg')
  expect(contentType).toBe('image/jpeg')
  const answer = await people.美咲.get(`/api/media/${mediaId}`)
  const bytes = Buffer.from(await answer.arrayBuffer())
  expect((await sharp(bytes).metadata()).exif).toBeUndefined()
  expect(bytes.includes('<script>')).toBe(false)
  expect(answer.headers.get('Content-Type')).toBe('image/jpeg')
  expect(answer.headers.get('Content-Disposition')).toMatch(/^inline; filename\*=UTF-8''%E5%86%99%E7%9C%9F\.jpg$/)
  expect(answer.headers.get('Content-Security-Policy')).toBe("default-src 'none'; sandbox")
  expect(answer.headers.get('X-Content-Type-Options')).toBe('nosniff')
  expect((await people.美咲.get(`/api/media/${mediaId}`, { 'If-None-Match': answer.headers.get('ETag')! })).status).toBe(304)
})

test.each([
  ['page.html', 'text/html', '<html><script>alert(document.cookie)</script></html>'],
  ['drawing.svg', 'image/svg+xml', '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'],
  ['photo.png', 'image/png', '<html>not a picture</html>'],
  ['quote.pdf', 'application/pdf', '%PDF-1.7 …'],
])('%s is handed over as a file, never shown in place', async (name, type, content) => {
  const { mediaId } = await kept(people.美咲, content, name, type)
  const answer = await people.美咲.get(`/api/media/${mediaId}`)
  expect(answer.headers.get('Content-Disposition')).toMatch(/^attachment;/)
  expect(answer.headers.get('Content-Type')).toBe('application/octet-stream')
  expect(answer.headers.get('Content-Security-Policy')).toContain('sandbox')
  expect(await answer.text()).toBe(content)
})

test('a picture of too many pixels, a broken one, none at all', async () => {
  const bomb = await sharp({ create: { width: 9000, height: 9000, channels: 3, background: '#fff' } }).png({ compressionLevel: 9 }).toBuffer()
  expect((await upload(people.美咲, bomb, 'bomb.png')).status).toBe(400)
  const broken = (await photo(400).jpeg().toBuffer()).subarray(0, 300)
  expect((await upload(people.美咲, broken, 'broken.jpg')).status).toBe(400)
  expect((await people.美咲.send('POST', '/api/media', new FormData())).status).toBe(400)
  expect((await people.美咲.post('/api/media', { file: 'not a file' })).status).toBe(400)
})

test('25 MB pass, one byte more does not', async () => {
  const limit = 25 * 1024 * 1024
  const whole = await upload(people.美咲, new Uint8Array(limit).fill(65), 'whole.bin')
  expect(whole.status).toBe(201)
  const over = await upload(people.美咲, new Uint8Array(limit + 1).fill(65), 'over.bin')
  expect(over.status).toBe(413)
  expect(await over.json()).toMatchObject({ code: 'too_large' })
})

test('a large picture is made to fit', async () => {
  const { mediaId } = await kept(people.美咲, await photo(5000).jpeg().toBuffer(), 'large.jpg')
  const { width } = await sharp(Buffer.from(await (await people.美咲.get(`/api/media/${mediaId}`)).arrayBuffer())).metadata()
  expect(width).toBe(4096)
})

test('names cannot leave their place', async () => {
  expect((await kept(people.美咲, 'a', '../../etc/passwd')).fileName).not.toMatch(/[/\\]/)
})

test('only its uploader sees an upload until a note takes it; then whoever sees the conversation', async () => {
  const { conversationId } = await aozora.hears({ from: '田中', text: '届きません' })
  const { mediaId } = await kept(people.美咲, '見積', '見積.pdf')
  expect((await people.健.get(`/api/media/${mediaId}`)).status).toBe(404)
  expect((await people.健.post(`/api/conversations/${conversationId}/notes`, { text: '盗む', attachmentIds: [mediaId] })).status).toBe(400)
  expect((await people.美咲.post(`/api/conversations/${conversationId}/notes`, { text: '見積です', attachmentIds: [mediaId] })).status).toBe(201)
  expect((await people.健.get(`/api/media/${mediaId}`)).status).toBe(200)
})

test('an import shows its first rows and starts as a job; whoever may not see the bytes may not import them', async () => {
  const { mediaId } = await kept(people.健, '本文,投稿日時\n返金してください,2026-11-01\n', '履歴.csv')
  expect(await (await people.健.post('/api/imports/preview', { mediaId })).json()).toMatchObject({ format: 'csv', encoding: 'utf-8', columns: ['本文', '投稿日時'], suggested: { text: '本文', at: '投稿日時' } })
  const start = { mediaId, fileName: '履歴.csv', format: 'csv', encoding: 'utf-8', mapping: { text: '本文' } }
  const answer = await people.健.post('/api/imports', start)
  expect(answer.status).toBe(202)
  expect(await answer.json()).toMatchObject({ kind: 'import', state: 'waiting' })
  expect(api.woken).toContain('bulk')
  const { mediaId: others } = await kept(people.美咲, 'text\nhello\n', 'hers.csv')
  expect((await people.健.post('/api/imports/preview', { mediaId: others })).status).toBe(404)
  expect((await people.健.post('/api/imports', { ...start, mediaId: others })).status).toBe(404)
})
