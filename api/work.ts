import { createHash } from 'node:crypto'
import type { Context as HonoContext } from 'hono'
import type { Context } from '../core/context.ts'
import { InvalidInput, NotAllowedNow } from '../core/errors.ts'
import type { Env } from './deps.ts'

/**
 * Runs a verb for the request's scope in one transaction. With an `Idempotency-Key` the answer is stored in that transaction:
 * the same key and body get the same answer, however often and however parallel they come; another body is refused.
 */
export async function work<Answer>(c: HonoContext<Env>, verb: (ctx: Context) => Promise<Answer>): Promise<Answer> {
  const key = idempotencyKey(c)
  const { inWorkspace, wakeSealer } = c.var.deps
  const hash = key === null ? '' : await requestHash(c)
  const answer = await inWorkspace(c.var.scope, (ctx) => (key === null ? verb(ctx) : once(ctx, key, hash, verb)))
  if (c.req.method !== 'GET') wakeSealer()
  return answer
}

/** What the person saw: `If-Match: "7"`. */
export function ifMatch(c: HonoContext<Env>): number | undefined {
  const header = c.req.header('If-Match')
  if (header === undefined || header === '*') return undefined
  const version = /^(?:W\/)?"?(\d{1,9})"?$/.exec(header.trim())?.[1]
  if (version === undefined) throw new InvalidInput({ ja: 'If-Match には版の番号を "7" のように指定してください。', en: 'If-Match takes a version number such as "7".' })
  return Number(version)
}

async function once<Answer>(ctx: Context, key: string, hash: string, verb: (ctx: Context) => Promise<Answer>): Promise<Answer> {
  const { workspaceId, actor } = ctx.scope
  // A second request with the key waits here until the first has committed or failed.
  const claimed = await ctx.db.insertInto('idempotency')
    .values({ workspace_id: workspaceId, actor_id: actor.id, key, request_hash: hash, status: null, response: null })
    .onConflict((conflict) => conflict.doNothing()).returning('key').executeTakeFirst()
  if (!claimed) {
    const before = await ctx.db.selectFrom('idempotency').select(['request_hash', 'response'])
      .where('workspace_id', '=', workspaceId).where('actor_id', '=', actor.id).where('key', '=', key).executeTakeFirstOrThrow()
    if (before.request_hash !== hash) throw keyReused()
    return before.response as Answer
  }
  const answer = await verb(ctx)
  await ctx.db.updateTable('idempotency').set({ status: 200, response: JSON.stringify(answer ?? null) })
    .where('workspace_id', '=', workspaceId).where('actor_id', '=', actor.id).where('key', '=', key).execute()
  return answer
}

function idempotencyKey(c: HonoContext<Env>): string | null {
  const key = c.req.header('Idempotency-Key')
  if (key === undefined || c.req.method !== 'POST') return null
  if (/^[\x21-\x7e]{8,200}$/.test(key)) return key
  throw new InvalidInput({ ja: 'Idempotency-Key は 8〜200 文字の英数字と記号にしてください。', en: 'Idempotency-Key takes 8 to 200 printable ASCII characters without spaces.' })
}

async function requestHash(c: HonoContext<Env>): Promise<string> {
  const body = await c.req.text()
  return createHash('sha256').update(`${c.req.method} ${c.req.path}\n`).update(body).digest('hex')
}

function keyReused(): NotAllowedNow {
  return new NotAllowedNow('idempotency_key_reused', {
    ja: '同じ Idempotency-Key が別の内容で使われています。新しいキーで送り直してください。',
    en: 'This Idempotency-Key was used with another body. Send again with a new key.',
  })
}
