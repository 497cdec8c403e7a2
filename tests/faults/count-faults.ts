import { readFileSync } from 'node:fs'
import { sql, type Kysely } from 'kysely'
import { verifyChain } from '../../core/event/verify-chain.ts'
import type { Tables } from '../../core/tables.ts'
import type { Networks } from './company.ts'
import type { Load } from './load.ts'

/** The five numbers that must be 0, and what else must be true of a database after any fault. */
export interface FaultCount {
  lost: string[]
  dup: string[]
  double: string[]
  phantom: string[]
  silent: string[]
  /** Anything else that is not as it must be, in words. */
  wrong: string[]
}

/** Compares what was acknowledged, what is stored, and what exists at the networks. */
export async function countFaults(db: Kysely<Tables>, load: Load, networks: Networks, file: string): Promise<FaultCount> {
  const stored = new Set((await db.selectFrom('mention').select(['network', 'external_id']).execute()).map((row) => `${row.network}/${row.external_id}`))
  const acknowledged = new Set([...readFileSync(file, 'utf8').split('\n').filter(Boolean), ...load.owed])
  const outbound = await countOutbound(db, load, networks)
  return {
    lost: [...acknowledged].filter((key) => !stored.has(key)), dup: await findDuplicates(db, load), ...outbound,
    wrong: [...load.wrong, ...(await findWrong(db))],
  }
}

/** Each row of the answer is something that happened twice, or a sum that says so. */
async function findDuplicates(db: Kysely<Tables>, load: Load): Promise<string[]> {
  const found: string[] = []
  const say = (what: string, rows: readonly object[]) => found.push(...rows.map((row) => `${what} ${JSON.stringify(row)}`))
  say('mention', (await sql<object>`select network, external_id, count(*) from mention group by 1, 2 having count(*) > 1`.execute(db)).rows)
  say('conversation', (await sql<object>`select channel_id, external_key, count(*) from conversation group by 1, 2 having count(*) > 1`.execute(db)).rows)
  say('search row', (await sql<object>`select m.id from mention m left join mention_search s on s.mention_id = m.id where s.mention_id is null
    union all select s.mention_id from mention_search s left join mention m on m.id = s.mention_id where m.id is null`.execute(db)).rows)
  say('mention count', (await sql<object>`select c.id, c.mention_count, (select count(*)::int from mention m where m.conversation_id = c.id) as there from conversation c
    where c.mention_count <> (select count(*) from mention m where m.conversation_id = c.id)`.execute(db)).rows)
  say('rollup', (await sql<object>`select (select sum(mentions)::int from rollup) as counted, (select count(*)::int from mention) as there
    where (select coalesce(sum(mentions), 0) from rollup) <> (select count(*) from mention)`.execute(db)).rows)
  const { rows: tickets } = await sql<{ key: string; tickets: number }>`
    select m.network || '/' || m.external_id as key, (select count(*)::int from ticket t where t.mention_id = m.id) as tickets from mention m where strpos(m.text, '返金') > 0`.execute(db)
  say('tickets of a trigger', tickets.filter((row) => row.tickets !== 1))
  const fired = new Set(tickets.map((row) => row.key))
  say('trigger without a ticket', [...load.triggers].filter((key) => !fired.has(key)).map((key) => ({ key })))
  say('event of a rule', (await sql<object>`select data->>'mentionId' as mention, count(*) from event where name = 'rule.matched' group by 1 having count(*) > 1`.execute(db)).rows)
  return found
}

async function countOutbound(db: Kysely<Tables>, load: Load, { x, line }: Networks): Promise<Pick<FaultCount, 'double' | 'phantom' | 'silent'>> {
  const ours = [...x.state.posts.values()].filter((post) => post.authorId === x.state.ownUser.id).map((post) => post.text)
  const there = [...ours, ...line.state.sent.map((message) => String(message.message['text']))]
  const actions = await db.selectFrom('outbound_action').select(['text', 'state', 'network']).execute()
  const intents = new Set(actions.map((action) => action.text))
  const seen = new Map<string, number>()
  for (const text of there) seen.set(text, (seen.get(text) ?? 0) + 1)
  const unsettled = actions.filter((action) => !['done', 'failed', 'unknown'].includes(action.state))
  return {
    double: [...seen].filter(([, times]) => times > 1).map(([text]) => text),
    phantom: [...seen.keys()].filter((text) => !intents.has(text)),
    silent: [
      ...unsettled.map((action) => `${action.network} ${action.state}: ${action.text}`),
      ...[...load.promisedReplies].filter((text) => !intents.has(text)).map((text) => `promised and forgotten: ${text}`),
      ...actions.filter((action) => action.state === 'done' && !seen.has(action.text)).map((action) => `called done and not there: ${action.text}`),
    ],
  }
}

async function findWrong(db: Kysely<Tables>): Promise<string[]> {
  const wrong: string[] = []
  const { rows: intake } = await sql<object>`select state, step, reason, count(*)::int as rows from intake where state <> 'done' group by 1, 2, 3`.execute(db)
  wrong.push(...intake.map((row) => `intake ${JSON.stringify(row)}`))
  const { rows: gaps } = await sql<object>`select workspace_id, count(*)::int, max(position)::int from event group by 1 having count(*) <> coalesce(max(position), 0) or count(position) <> count(*)`.execute(db)
  wrong.push(...gaps.map((row) => `events ${JSON.stringify(row)}`))
  for (const { id } of await db.selectFrom('workspace').select('id').execute()) {
    const chain = await verifyChain(db, id)
    if (!chain.ok) wrong.push(`chain ${JSON.stringify(chain)}`)
  }
  return wrong
}
