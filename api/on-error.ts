import type { Context as HonoContext } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { Conflict, DomainError, InvalidInput, NotFound, Unavailable, type Sentence } from '../core/errors.ts'
import { QueryError } from '../core/ports/language.ts'
import type { Env } from './deps.ts'
import { errorFacts } from './log-error.ts'

export interface ErrorBody {
  code: string
  message: Sentence
  requestId: string
  details?: Record<string, unknown>
}

/** The one place where an error becomes an answer. What is not ours says nothing of itself to the outside. */
export function onError(error: unknown, c: HonoContext<Env>): Response {
  const known = toDomainError(error)
  if (!known) {
    c.var.deps.log.error({ requestId: c.var.requestId, error: errorFacts(error) }, 'request failed')
    return answer(c, 500, 'internal', { ja: 'サーバーでエラーが起きました。もう一度お試しください。', en: 'Something went wrong on the server. Try again.' })
  }
  if (known.status >= 500) c.var.deps.log.warn({ requestId: c.var.requestId, code: known.code, ...(known.cause !== undefined && { error: errorFacts(known.cause) }) }, 'request refused')
  const retry = known.details?.['retryAfterSeconds']
  if (typeof retry === 'number') c.header('Retry-After', String(Math.max(1, Math.ceil(retry))))
  return answer(c, known.status as ContentfulStatusCode, known.code, known.sentence, known.details)
}

export function notFound(c: HonoContext<Env>): Response {
  return onError(new NotFound({ ja: 'ページ', en: 'address' }), c)
}

function answer(c: HonoContext<Env>, status: ContentfulStatusCode, code: string, message: Sentence, details?: Record<string, unknown>): Response {
  const body: ErrorBody = { code, message, requestId: c.var.requestId, ...(details && { details }) }
  return c.json(body, status)
}

function toDomainError(error: unknown): DomainError | null {
  if (error instanceof DomainError) return error
  if (error instanceof QueryError) return new InvalidInput(error.sentence, { at: error.at })
  if (error instanceof HTTPException) return fromHttp(error)
  return fromDatabase(error)
}

function fromHttp(error: HTTPException): DomainError | null {
  if (error.status === 413) return new DomainError('too_large', 413, { ja: '送られたデータが大きすぎます。', en: 'The request is too large.' })
  if (error.status === 400) return new InvalidInput({ ja: '本文を JSON として読めません。', en: 'The body cannot be read as JSON.' })
  return null
}

/** By SQLSTATE; see the appendix of Postgres' manual. */
function fromDatabase(error: unknown): DomainError | null {
  const code = codeOf(error)
  const busy = { ja: 'データベースが混み合っています。少し待ってからもう一度お試しください。', en: 'The database is busy. Wait a moment and try again.' }
  if (code === '23505') return new Conflict()
  if (code === '23503') return new Conflict({ ja: '関連する項目が変更されたため保存できません。', en: 'Something that this refers to has changed. Load it again.' })
  if (code === '22021' || code === '22P05' || code === '22P02') return new InvalidInput({ ja: '使えない文字が含まれています。', en: 'The input contains characters that cannot be stored.' })
  if (['40001', '40P01', '55P03', '57014'].includes(code)) return new Unavailable(busy, { cause: error, retryAfterSeconds: 1 })
  if (/^(08|53|57P)/.test(code) || /^(ECONN|EPIPE|ENOENT|ETIMEDOUT)/.test(code) || isPoolTimeout(error)) return new Unavailable(busy, { cause: error })
  return null
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}

function isPoolTimeout(error: unknown): boolean {
  return error instanceof Error && /timeout exceeded when trying to connect|Connection terminated/.test(error.message)
}
