import type { Context as HonoContext } from 'hono'
import sharp from 'sharp'
import { DomainError, InvalidInput } from '../core/errors.ts'
import { maxUploadBytes } from '../core/media/media.ts'
import { cleanText } from '../core/text.ts'
import type { Env } from './deps.ts'

export interface Upload {
  fileName: string
  contentType: string
  bytes: Uint8Array
}

const maxPixels = 40_000_000
const maxSide = 4096

/** The one file of a form. Pictures are drawn anew, so that neither a place taken nor a hidden program is kept; the rest is only stored. */
export async function readUpload(c: HonoContext<Env>): Promise<Upload> {
  const form = await readForm(c)
  const file = form.get('file')
  if (!(file instanceof File) || file.size === 0) throw new InvalidInput({ ja: 'ファイルを選んでください。', en: 'Choose a file.' }, { issues: [{ path: 'file', code: 'required', message: 'required' }] })
  if (file.size > maxUploadBytes) throw new DomainError('too_large', 413, { ja: 'ファイルは 25 MB までです。', en: 'A file may have 25 MB.' })
  const bytes = new Uint8Array(await file.arrayBuffer())
  const fileName = cleanText(file.name, 300).replaceAll(/[\u0000-\u001f\u007f/\\]/g, '_').trim() || 'file'
  const picture = await redraw(bytes)
  return picture ? { fileName, ...picture } : { fileName, contentType: plainType(bytes, fileName), bytes }
}

/** Types that a browser may show in place; everything else is handed over as a file to keep. */
export const shownInPlace = new Set(['image/jpeg', 'image/png', 'image/webp', 'image/gif', 'image/avif', 'audio/mpeg', 'audio/mp4', 'audio/x-m4a', 'audio/aac', 'video/mp4'])

async function readForm(c: HonoContext<Env>): Promise<FormData> {
  const type = c.req.header('Content-Type') ?? ''
  if (!type.startsWith('multipart/form-data')) throw new InvalidInput({ ja: 'multipart/form-data で送ってください。', en: 'Send multipart/form-data.' })
  try {
    return await new Response(await c.req.arrayBuffer(), { headers: { 'Content-Type': type } }).formData()
  } catch {
    throw new InvalidInput({ ja: '送られたフォームを読めません。', en: 'The form cannot be read.' })
  }
}

/** By what the bytes are, never by what the name says. Null: no picture that we draw. */
async function redraw(bytes: Uint8Array): Promise<{ contentType: string; bytes: Uint8Array } | null> {
  const kind = sniff(bytes)
  if (kind === null) return null
  try {
    const picture = sharp(bytes, { limitInputPixels: maxPixels, failOn: 'error', animated: kind === 'gif' || kind === 'webp' })
      .rotate().resize({ width: maxSide, height: maxSide, fit: 'inside', withoutEnlargement: true })
    const drawn = kind === 'jpeg' ? await picture.jpeg({ quality: 88 }).toBuffer() : kind === 'png' ? await picture.png().toBuffer() : kind === 'gif' ? await picture.gif().toBuffer() : await picture.webp({ quality: 88 }).toBuffer()
    return { contentType: kind === 'avif' ? 'image/webp' : `image/${kind}`, bytes: drawn }
  } catch (cause) {
    throw new InvalidInput({ ja: '画像を読めません。壊れているか、大きすぎます（4000 万画素まで）。', en: 'The picture cannot be read: it is broken or too large (40 million pixels).' }, { reason: cause instanceof Error ? cause.name : 'unknown' })
  }
}

function sniff(bytes: Uint8Array): 'jpeg' | 'png' | 'gif' | 'webp' | 'avif' | null {
  const head = Buffer.from(bytes.subarray(0, 16)).toString('latin1')
  if (head.startsWith('\xff\xd8\xff')) return 'jpeg'
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return 'png'
  if (head.startsWith('GIF8')) return 'gif'
  if (head.startsWith('RIFF') && head.slice(8, 12) === 'WEBP') return 'webp'
  if (head.slice(4, 12) === 'ftypavif') return 'avif'
  return null
}

function plainType(bytes: Uint8Array, fileName: string): string {
  if (Buffer.from(bytes.subarray(0, 5)).toString('latin1') === '%PDF-') return 'application/pdf'
  if (/\.csv$/i.test(fileName)) return 'text/csv'
  if (/\.(jsonl|ndjson)$/i.test(fileName)) return 'application/x-ndjson'
  return 'application/octet-stream'
}
