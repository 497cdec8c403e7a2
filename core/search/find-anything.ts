import { sql, type RawBuilder } from 'kysely'
import type { Context } from '../context.ts'
import { InvalidInput } from '../errors.ts'
import { parseInput, requireAbility } from '../guard.ts'
import { leadIsVisible } from '../lead/lead-views.ts'
import { conversationIsVisible } from '../team/visible.ts'
import { readSearch } from './read-search.ts'
import { FindInput, type FindResult, type Found } from './search.ts'

const perKind = 5

/** Tickets, leads and people by number, name and text, and mentions by their words: for the palette. */
export async function findAnything(ctx: Context, input: FindInput): Promise<FindResult> {
  requireAbility(ctx, 'read')
  const q = parseInput(FindInput, input).q.normalize('NFKC').replaceAll('\u0000', '').trim()
  if (q === '') return { rows: [] }
  const number = /^#?(\d{1,9})$/.exec(q)?.[1]
  const asked = { pattern: `%${q.toWellFormed().replace(/^[#@]/, '').replace(/[\\%_]/g, '\\$&')}%`, number: number === undefined ? null : Number(number) }
  return { rows: [...(await tickets(ctx, asked)), ...(await leads(ctx, asked)), ...(await people(ctx, asked)), ...(await mentions(ctx, q))] }
}

interface Asked {
  pattern: string
  number: number | null
}

async function tickets(ctx: Context, { pattern, number }: Asked): Promise<Found[]> {
  return found(ctx, sql`
    select 'ticket' as kind, ticket.id, ticket.number, ticket.subject as label, concat_ws(' ', p.name, ticket.state) as note, conversation.network
    from ticket join conversation on conversation.id = ticket.conversation_id join profile p on p.id = ticket.profile_id
    where ticket.workspace_id = ${ctx.scope.workspaceId} and ${conversationIsVisible(ctx.scope)}
      and (ticket.number = ${number}::int or ticket.subject ilike ${pattern} or p.name ilike ${pattern})
    order by (ticket.number = ${number}::int) is true desc, ticket.state in ('solved', 'closed'), ticket.number desc limit ${perKind}`)
}

async function leads(ctx: Context, { pattern, number }: Asked): Promise<Found[]> {
  return found(ctx, sql`
    select 'lead' as kind, lead.id, lead.number, lead.name as label, concat_ws(' ', lead.company, lead.stage) as note, p.network
    from lead join profile p on p.id = lead.profile_id
    where lead.workspace_id = ${ctx.scope.workspaceId} and ${leadIsVisible(ctx.scope)}
      and (lead.number = ${number}::int or concat_ws(' ', lead.name, lead.name_kana, lead.company, lead.mail, lead.phone, lead.need) ilike ${pattern})
    order by (lead.number = ${number}::int) is true desc, lead.number desc limit ${perKind}`)
}

/** Whoever stands behind a wall in all their conversations is not there. */
async function people(ctx: Context, { pattern }: Asked): Promise<Found[]> {
  return found(ctx, sql`
    select 'person' as kind, p.id, null as number, coalesce(p.name, p.handle, p.external_id) as label, coalesce('@' || p.handle, '') as note, p.network
    from profile p
    where p.workspace_id = ${ctx.scope.workspaceId} and not p.is_ours and (p.name ilike ${pattern} or p.handle ilike ${pattern})
      and exists (select from conversation join mention m on m.conversation_id = conversation.id
        where m.workspace_id = p.workspace_id and m.author_id = p.id and ${conversationIsVisible(ctx.scope)})
    order by p.followers desc nulls last, p.id desc limit ${perKind}`)
}

/** Half-typed words that cannot be read yet find nothing, and are no error in a field that searches while one types. */
async function mentions(ctx: Context, q: string): Promise<Found[]> {
  const request = await readSearch(ctx, { q, limit: perKind }).catch((error: unknown) => {
    if (error instanceof InvalidInput) return null
    throw error
  })
  if (!request || request.query.kind === 'all') return []
  const { ids } = await ctx.ports.index.search(ctx.db, ctx.scope, request)
  return found(ctx, sql`
    select 'mention' as kind, m.conversation_id as id, null as number, left(m.text, 120) as label, coalesce(p.name, p.handle, '') as note, m.network
    from unnest(${ids}::uuid[]) with ordinality as wanted(id, place)
    join mention m on m.id = wanted.id and m.workspace_id = ${ctx.scope.workspaceId} and m.deleted_at is null
    join profile p on p.id = m.author_id order by wanted.place`)
}

async function found(ctx: Context, statement: RawBuilder<unknown>): Promise<Found[]> {
  return (await (statement as RawBuilder<Found>).execute(ctx.db)).rows
}
