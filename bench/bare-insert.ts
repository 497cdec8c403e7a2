import type pg from 'pg'
import { pageSize } from '../pipeline/listen/claim.ts'
import { listLiteral } from '../storage/postgres/list-literal.ts'

/** The rows that the pipeline left behind, as arrays ready to be sent, page by page. */
export interface Prepared {
  mentions: number
  pages: { table: string; columns: string[]; types: string[]; values: (string | null)[][] }[][]
  /** Rows of the intake before the pipeline took them. */
  intake: { columns: string[]; types: string[]; values: (string | null)[][] }
}

/** A row belongs to the page of the mention that brought it. */
const tables = [
  { name: 'profile', of: 'author_id' }, { name: 'conversation', of: 'conversation_id' }, { name: 'mention', of: 'id' },
  { name: 'mention_channel', of: 'id', key: 'mention_id' }, { name: 'mention_search', of: 'id', key: 'mention_id' },
] as const

/** Reads back everything that belongs to mentions that arrived after `since`, and to intake rows after `sinceSeq`. */
export async function prepareRows(from: pg.Pool, since: number, sinceSeq: number): Promise<Prepared> {
  const mentions = (await from.query<{ id: string; external_id: string; author_id: string; conversation_id: string; seq: string; hour: string; channel_id: string; sentiment: string }>(`
    select m.id, m.external_id, m.author_id, m.conversation_id, i.seq::text, date_trunc('hour', m.published_at, 'UTC')::text as hour, m.channel_id, m.sentiment
      from mention m join intake i on i.workspace_id = m.workspace_id and i.network = m.network and i.post_id = m.external_id and i.seq > $2
     where m.arrival > $1 order by m.arrival`, [since, sinceSeq])).rows
  const pages = Array.from({ length: Math.ceil(mentions.length / pageSize) }, (_, page) => mentions.slice(page * pageSize, (page + 1) * pageSize))
  const workspace = (await from.query<{ id: string }>('select id from workspace limit 1')).rows[0]!.id
  const prepared: Prepared = { mentions: mentions.length, pages: pages.map(() => []), intake: await readAll(from, 'intake', 'seq > $1', [sinceSeq]) }
  for (const table of tables) {
    const place = new Map<string, number>()
    pages.forEach((page, number) => { for (const mention of page) if (!place.has(mention[table.of])) place.set(mention[table.of], number) })
    const key = 'key' in table ? table.key : 'id'
    // Only what is new in this run: people and threads may be older.
    const fresh = table.of === 'id' ? '' : ` and not exists (select from mention o where o.${table.of} = t.id and o.arrival <= ${since})`
    const rows = await readAll(from, table.name, `t.${key} = any($1::uuid[])${fresh}`, [[...place.keys()]])
    const at = rows.columns.indexOf(key)
    const split = pages.map((): (string | null)[][] => rows.columns.map(() => []))
    rows.values[at]!.forEach((id, row) => rows.values.forEach((column, c) => split[place.get(id!)!]![c]!.push(column[row]!)))
    split.forEach((values, number) => { if (values[0]!.length > 0) prepared.pages[number]!.push({ table: table.name, columns: rows.columns, types: rows.types, values }) })
  }
  pages.forEach((page, number) => prepared.pages[number]!.push(rollupOf(workspace, page), doneOf(page)))
  return prepared
}

function rollupOf(workspace: string, page: readonly { hour: string; channel_id: string; sentiment: string }[]) {
  const counted = [...Map.groupBy(page, (row) => `${row.hour}|${row.channel_id}|${row.sentiment}`)].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, own]) => [workspace, ...key.split('|'), String(own.length)])
  return { table: 'rollup', columns: ['workspace_id', 'hour', 'channel_id', 'sentiment', 'mentions'], types: ['uuid', 'timestamptz', 'uuid', 'text', 'int'], values: transpose(counted) }
}

function doneOf(page: readonly { seq: string; external_id: string }[]) {
  return { table: 'intake', columns: ['seq', 'post'], types: ['bigint', 'text'], values: [page.map((row) => row.seq), page.map((row) => row.external_id)] }
}

/** Every column as text, beside its type. */
async function readAll(from: pg.Pool, table: string, where: string, values: unknown[]) {
  const { rows: described } = await from.query<{ name: string; type: string }>(`
    select attname as name, format_type(atttypid, null) as type from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped order by attnum`, [table])
  const columns = described.map((column) => column.name)
  const { rows } = await from.query({ text: `select ${columns.map((column) => `t.${column}::text`).join(', ')} from ${table} t where ${where}`, values, rowMode: 'array' })
  return { columns, types: described.map((column) => column.type), values: rows.length > 0 ? transpose(rows as (string | null)[][]) : columns.map((): (string | null)[] => []) }
}

function transpose(rows: readonly (string | null)[][]): (string | null)[][] {
  return rows[0]!.map((_, column) => rows.map((row) => row[column]!))
}

/** The intake as the pipeline found it: waiting. Not measured. */
export async function layOutIntake(bare: pg.Pool, { columns, types, values }: Prepared['intake']): Promise<void> {
  const as = (column: string) => (column === 'state' ? "'waiting'" : ['post_id', 'done_at', 'lease_until', 'step', 'reason'].includes(column) ? 'null' : column === 'attempts' || column === 'fence' ? '0' : column)
  for (let at = 0; at < values[0]!.length; at += 5000) {
    await bare.query(`insert into intake (${columns.join(', ')}) overriding system value select ${columns.map((column, c) => `${as(column)}${as(column) === 'null' ? `::${types[c]}` : ''}`).join(', ')}
      from unnest(${types.map((type, c) => `$${c + 1}::${type}[]`).join(', ')}) as t (${columns.join(', ')})`, values.map((column) => column.slice(at, at + 5000)))
  }
}

/** One transaction a page, one statement a table, `connections` pages at once. @returns mentions a second. */
export async function insertBare(bare: pg.Pool, prepared: Prepared, connections: number): Promise<number> {
  const left = [...prepared.pages]
  const begun = performance.now()
  await Promise.all(Array.from({ length: connections }, async () => {
    const client = await bare.connect()
    try {
      for (let page = left.shift(); page; page = left.shift()) {
        await client.query('begin')
        for (const part of page) await client.query({ name: `bare-${part.table}`, text: statementFor(part), values: part.values.map(listLiteral) })
        await client.query('commit')
      }
    } finally {
      client.release()
    }
  }))
  return prepared.mentions / ((performance.now() - begun) / 1000)
}

function statementFor({ table, columns, types }: { table: string; columns: string[]; types: string[] }): string {
  const rows = `unnest(${types.map((type, c) => `$${c + 1}::${type === 'tsvector' ? 'text' : type}[]`).join(', ')}) as t (${columns.join(', ')})`
  if (table === 'intake') return `update intake i set state = 'done', done_at = now(), post_id = t.post from ${rows} where i.seq = t.seq`
  const list = columns.map((column, c) => (types[c] === 'tsvector' ? `${column}::tsvector` : column)).join(', ')
  const end = table === 'rollup' ? ' on conflict (workspace_id, hour, channel_id, sentiment) do update set mentions = rollup.mentions + excluded.mentions' : ''
  return `insert into ${table} (${columns.join(', ')}) select ${list} from ${rows}${end}`
}
