import type { ImportMapping, ImportPreview } from '../../core/job/job.ts'
import { detectEncoding } from './read-lines.ts'
import { detectFormat, readRows } from './read-rows.ts'

/** Column names that say what they hold, in the words of Japanese offices and of the networks' own exports. */
const knownNames: Record<keyof ImportMapping, RegExp> = {
  text: /^(本文|内容|投稿内容|テキスト|コメント|口コミ|メッセージ|text|body|content|message|full_text|comment)$/i,
  at: /^(日時|投稿日時|日付|受付日時|作成日|date|time|datetime|created_at|published_at|timestamp|at)$/i,
  author: /^(お名前|名前|氏名|投稿者|ユーザー名?|author|name|user|author_name)$/i,
  handle: /^(アカウント|ユーザーid|handle|screen_name|username|user_name|account)$/i,
  id: /^(投稿id|受付番号|番号|id|post_id|tweet_id|external_id|no\.?)$/i,
  url: /^(url|リンク|link|permalink)$/i,
  network: /^(媒体|区分|チャネル|チャンネル|network|source|channel|media)$/i,
  inReplyTo: /^(返信先|in_reply_to|in_reply_to_id|reply_to)$/i,
}

/** The first rows as the form shows them, with what the columns' names suggest. What is given is not guessed. */
export async function previewImport(mediaId: string, fileName: string, bytes: Uint8Array, given: Partial<Pick<ImportPreview, 'format' | 'encoding'>> = {}): Promise<ImportPreview> {
  const encoding = given.encoding ?? detectEncoding(bytes)
  const format = given.format ?? detectFormat(fileName, bytes)
  const rows: Record<string, string>[] = []
  for await (const row of readRows(bytes, format, encoding)) {
    if (row.fields) rows.push(row.fields)
    if (rows.length >= 20) break
  }
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  return { mediaId, format, encoding, columns, rows, suggested: suggest(columns) }
}

function suggest(columns: readonly string[]): Partial<ImportMapping> {
  const found = Object.entries(knownNames).flatMap(([field, name]) => {
    const column = columns.find((candidate) => name.test(candidate.normalize('NFKC').trim()))
    return column ? [[field, column]] : []
  })
  return Object.fromEntries(found) as Partial<ImportMapping>
}
