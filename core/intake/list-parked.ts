import { sql, type RawBuilder, type SqlBool } from 'kysely'
import { z } from 'zod'
import { iso } from '../clock.ts'
import type { Context, Scope } from '../context.ts'
import { parseInput, requireAbility } from '../guard.ts'
import type { Page } from '../input.ts'
import { decodeCursor, encodeCursor } from '../keyset.ts'
import { ListParkedInput, type ParkedRow } from './intake.ts'

const countLimit = 10_000
const rawShown = 20_000
const Cursor = z.tuple([z.number().int()])

/** What could not pass, newest first, with its reason and its own bytes. */
export async function listParked(ctx: Context, input: Partial<ListParkedInput>): Promise<Page<ParkedRow>> {
  requireAbility(ctx, 'parked')
  const asked = parseInput(ListParkedInput, input)
  const matches = parkedFor(ctx.scope, asked)
  const before = asked.after === undefined ? sql`true` : sql`i.seq < ${decodeCursor(Cursor, asked.after)[0]}`
  const { rows } = await sql<StoredParked>`
    select i.seq, i.network, i.kind, i.step, i.reason, i.attempts, i.received_at, octet_length(i.raw) as byte_size, substring(i.raw from 1 for ${rawShown * 4}) as raw,
      c.id as channel_id, c.name as channel_name, a.id as app_id, a.name as app_name
    from intake i left join channel c on c.id = i.channel_id left join app a on a.id = i.app_id
    where ${matches} and ${before} order by i.seq desc limit ${asked.limit + 1}`.execute(ctx.db)
  const { rows: [counted] } = await sql<{ total: number; newest: number }>`
    select count(*)::int as total, coalesce(max(seq), 0)::bigint as newest from (select i.seq from intake i where ${matches} limit ${countLimit + 1}) counted`.execute(ctx.db)
  const page = rows.slice(0, asked.limit)
  return {
    rows: page.map(toView),
    total: Math.min(counted!.total, countLimit),
    totalIsExact: counted!.total <= countLimit,
    after: rows.length > asked.limit ? encodeCursor([page.at(-1)!.seq]) : null,
    snapshot: counted!.newest,
  }
}

/** What came for no known channel is seen by everybody who sees parked data. Over `intake i`. */
export function parkedFor(scope: Scope, filter: { networks?: string[] | undefined; channelIds?: string[] | undefined }): RawBuilder<SqlBool> {
  const parts = [sql<SqlBool>`i.workspace_id = ${scope.workspaceId} and i.state = 'parked'`]
  if (scope.channels !== 'all') parts.push(sql`(i.channel_id is null or i.channel_id = any(${[...scope.channels]}::uuid[]))`)
  if (filter.networks) parts.push(sql`i.network = any(${filter.networks}::text[])`)
  if (filter.channelIds) parts.push(sql`i.channel_id = any(${filter.channelIds}::uuid[])`)
  return sql.join(parts, sql` and `)
}

interface StoredParked {
  seq: number
  network: string
  kind: string
  step: string | null
  reason: string | null
  attempts: number
  received_at: Date
  byte_size: number
  raw: Buffer
  channel_id: string | null
  channel_name: string | null
  app_id: string | null
  app_name: string | null
}

function toView(row: StoredParked): ParkedRow {
  return {
    seq: row.seq,
    network: row.network,
    kind: row.kind,
    channel: row.channel_id === null ? null : { id: row.channel_id, name: row.channel_name! },
    app: row.app_id === null ? null : { id: row.app_id, name: row.app_name! },
    step: row.step ?? '',
    reason: row.reason ?? '',
    attempts: row.attempts,
    receivedAt: iso(row.received_at),
    ...readable(row.raw, row.byte_size),
    byteSize: row.byte_size,
  }
}

/** A cut may fall inside a character, which alone does not make the bytes unreadable. */
function readable(raw: Buffer, byteSize: number): Pick<ParkedRow, 'raw' | 'encoding'> {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(raw, { stream: byteSize > raw.byteLength })
    return { raw: text.slice(0, rawShown), encoding: 'utf8' }
  } catch {
    return { raw: raw.toString('base64').slice(0, rawShown), encoding: 'base64' }
  }
}
