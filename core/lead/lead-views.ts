import { sql, type RawBuilder, type SqlBool } from 'kysely'
import { iso } from '../clock.ts'
import type { Context, Scope } from '../context.ts'
import { Conflict } from '../errors.ts'
import type { AuthorView } from '../mention/mention.ts'
import { authorJson } from '../profile/author-view.ts'
import { conversationIsVisible } from '../team/visible.ts'
import type { LeadStage, LeadView } from './lead.ts'

/** A lead follows the conversation that showed it; whoever got it, or whose team did, sees it too. Over `lead`. */
export function leadIsVisible(scope: Scope): RawBuilder<SqlBool> {
  if (scope.channels === 'all') return sql`true`
  const me = scope.actor.kind === 'user' ? scope.actor.id : null
  return sql<SqlBool>`(lead.owner_id = ${me}::text or lead.team_id = any(${[...scope.teamIds]}::uuid[])
    or exists (select from conversation where conversation.id = lead.conversation_id and ${conversationIsVisible(scope)}))`
}

/** In the order of `ids`, in one statement. The caller has asked whether they may be seen. */
export async function leadViews(ctx: Context, ids: readonly string[]): Promise<LeadView[]> {
  if (ids.length === 0) return []
  const { rows } = await sql<StoredLead>`
    select l.*, ${authorJson('p')} as person, o.name as owner_name, t.name as team_name,
      m.id as source_id, left(m.text, 2000) as source_text, m.url as source_url, m.published_at as source_at
    from unnest(${[...ids]}::uuid[]) with ordinality as wanted(id, place)
    join lead l on l.id = wanted.id and l.workspace_id = ${ctx.scope.workspaceId}
    join profile p on p.id = l.profile_id
    left join mention m on m.id = l.mention_id
    left join member o on o.workspace_id = l.workspace_id and o.user_id = l.owner_id
    left join team t on t.id = l.team_id
    order by wanted.place`.execute(ctx.db)
  return rows.map(toView)
}

export async function leadView(ctx: Context, id: string): Promise<LeadView> {
  return (await leadViews(ctx, [id]))[0]!
}

export async function requireLeadVersion(ctx: Context, expected: number | undefined, current: { id: string; version: number }): Promise<void> {
  if (expected === undefined || expected === current.version) return
  throw new Conflict(undefined, { current: await leadView(ctx, current.id) })
}

interface StoredLead {
  id: string
  number: number
  version: number
  stage: LeadStage
  name: string
  name_kana: string | null
  company: string | null
  mail: string | null
  phone: string | null
  need: string | null
  next_step: string | null
  next_step_on: string | null
  owner_id: string | null
  owner_name: string | null
  team_id: string | null
  team_name: string | null
  person: AuthorView
  source_id: string | null
  source_text: string | null
  source_url: string | null
  source_at: Date | null
  conversation_id: string | null
  created_at: Date
  updated_at: Date
}

function toView(row: StoredLead): LeadView {
  return {
    id: row.id,
    number: row.number,
    version: row.version,
    stage: row.stage,
    name: row.name,
    nameKana: row.name_kana,
    company: row.company,
    mail: row.mail,
    phone: row.phone,
    need: row.need,
    nextStep: row.next_step,
    nextStepOn: row.next_step_on,
    owner: row.owner_id === null ? null : { id: row.owner_id, name: row.owner_name ?? row.owner_id },
    team: row.team_id === null ? null : { id: row.team_id, name: row.team_name ?? '' },
    person: row.person,
    source: row.source_id === null ? null : { mentionId: row.source_id, text: row.source_text ?? '', url: row.source_url, publishedAt: iso(row.source_at!) },
    conversationId: row.conversation_id,
    createdAt: iso(row.created_at),
    updatedAt: iso(row.updated_at),
  }
}
