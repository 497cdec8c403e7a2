import { sql } from 'kysely'
import type { Context } from '../context.ts'
import { NotFound } from '../errors.ts'
import { appendEvent } from '../event/append-event.ts'
import { parseInput, requireAbility } from '../guard.ts'
import { emptyMentions } from '../mention/empty-mentions.ts'
import { authorKey, postKey } from '../mention/forgotten-keys.ts'
import { EraseAuthorInput } from '../mention/mention.ts'

/**
 * Forgets a person in one transaction: what they said, what we kept of them, and their name in our own history. A keyed hash keeps
 * them from coming back by a late event or an import. What we answered stays as ours.
 */
export async function eraseAuthor(ctx: Context, input: EraseAuthorInput): Promise<{ erased: number }> {
  requireAbility(ctx, 'team')
  const { profileId } = parseInput(EraseAuthorInput, input)
  const profile = await ctx.db.selectFrom('profile').select(['id', 'network', 'external_id', 'avatar_media_id'])
    .where('workspace_id', '=', ctx.scope.workspaceId).where('id', '=', profileId).forUpdate().executeTakeFirst()
  if (!profile) throw new NotFound({ ja: '投稿者', en: 'person' })
  const mentions = await ctx.db.selectFrom('mention').select(['id', 'network', 'external_id']).where('workspace_id', '=', ctx.scope.workspaceId).where('author_id', '=', profileId).execute()
  await keepAway(ctx, profile, mentions)
  await emptyMentions(ctx, mentions.map((mention) => mention.id))
  await emptyEventsOf(ctx, profile)
  await eraseIds(ctx, profileId, mentions)
  await eraseWork(ctx, profileId)
  await eraseNames(ctx, profile)
  await appendEvent(ctx, { name: 'mention.erased', subject: { kind: 'profile', id: profileId }, data: { network: profile.network, mentions: mentions.length } })
  return { erased: mentions.length }
}

interface Profile {
  id: string
  network: string
  external_id: string
  avatar_media_id: string | null
}

async function keepAway(ctx: Context, profile: Profile, mentions: readonly { network: string; external_id: string }[]): Promise<void> {
  const { workspaceId } = ctx.scope
  await ctx.db.insertInto('suppression')
    .values({ workspace_id: workspaceId, network: profile.network, author_hash: authorKey(ctx.ports.digest, workspaceId, profile.network, profile.external_id) })
    .onConflict((conflict) => conflict.doNothing()).execute()
  const keys = mentions.map((mention) => postKey(ctx.ports.digest, workspaceId, mention.network, mention.external_id))
  await sql`
    insert into tombstone (workspace_id, network, key_hash)
    select ${workspaceId}::uuid, said.network, said.key from unnest(${mentions.map((mention) => mention.network)}::text[], ${keys}::text[]) as said(network, key)
    on conflict do nothing`.execute(ctx.db)
}

/** Bytes that name the person without being a post of theirs: a follow, a reaction, something parked. Ids stand in JSON as whole strings. */
async function emptyEventsOf(ctx: Context, profile: Profile): Promise<void> {
  await sql`
    update intake set raw = ''::bytea, state = case when state = 'parked' then 'done' else state end, reason = case when state = 'parked' then 'erased' else reason end
     where workspace_id = ${ctx.scope.workspaceId} and network = ${profile.network} and state in ('done', 'parked') and post_id is null
       and position(convert_to(${JSON.stringify(profile.external_id)}, 'UTF8') in raw) > 0`.execute(ctx.db)
  await sql`
    update intake set raw = ''::bytea
     where workspace_id = ${ctx.scope.workspaceId} and seq in (select intake_seq from profile_event where workspace_id = ${ctx.scope.workspaceId} and profile_id = ${profile.id})`.execute(ctx.db)
}

/** Ids at the network are the person's too. What may still have to be found there keeps its target until it is settled. */
async function eraseIds(ctx: Context, profileId: string, mentions: readonly { network: string; external_id: string }[]): Promise<void> {
  const { workspaceId } = ctx.scope
  await sql`
    update intake set dedupe_key = 'erased:' || seq, post_id = null
      from unnest(${mentions.map((mention) => mention.network)}::text[], ${mentions.map((mention) => mention.external_id)}::text[]) as said(network, post_id)
     where intake.workspace_id = ${workspaceId} and intake.network = said.network and intake.post_id = said.post_id and intake.state in ('done', 'parked')`.execute(ctx.db)
  await sql`
    update outbound_action a set target = '{}'
     where a.workspace_id = ${workspaceId} and a.state in ('done', 'failed', 'missed', 'cancelled')
       and a.conversation_id in (select id from conversation where workspace_id = ${workspaceId} and profile_id = ${profileId})`.execute(ctx.db)
}

/** Tickets and leads keep their numbers and states for the count, and nothing of the person. */
async function eraseWork(ctx: Context, profileId: string): Promise<void> {
  const { workspaceId } = ctx.scope
  await sql`
    update ticket set subject = '（消去済み） / (erased)', fields = '{}', version = version + 1 where workspace_id = ${workspaceId} and profile_id = ${profileId}`.execute(ctx.db)
  await sql`
    update lead set name = '（消去済み） / (erased)', name_kana = null, company = null, mail = null, phone = null, need = null, next_step = null, version = version + 1
     where workspace_id = ${workspaceId} and profile_id = ${profileId}`.execute(ctx.db)
  await sql`
    delete from event_detail d using event e
     where d.event_id = e.id and e.workspace_id = ${workspaceId} and (
       e.conversation_id in (select id from conversation where workspace_id = ${workspaceId} and profile_id = ${profileId})
       or (e.subject_kind = 'lead' and e.subject_id in (select id::text from lead where workspace_id = ${workspaceId} and profile_id = ${profileId})))`.execute(ctx.db)
}

/** Also where an id of theirs serves as a key: a private conversation is keyed by the person. */
async function eraseNames(ctx: Context, profile: Profile): Promise<void> {
  const { workspaceId } = ctx.scope
  await sql`
    update mention set external_id = 'erased:' || id, in_reply_to = null where workspace_id = ${workspaceId} and author_id = ${profile.id}`.execute(ctx.db)
  await sql`
    update conversation c set external_key = 'erased:' || c.id, reply_token = null, reply_token_expires_at = null
     where c.workspace_id = ${workspaceId} and c.profile_id = ${profile.id}
       and not exists (select from mention m where m.workspace_id = c.workspace_id and m.conversation_id = c.id and m.author_id <> ${profile.id})`.execute(ctx.db)
  await ctx.db.updateTable('profile')
    .set((eb) => ({
      external_id: `erased:${profile.id}`, handle: null, name: null, avatar_url: null, avatar_media_id: null, followers: null,
      fetch_channel_id: null, fetch_after: null, version: eb('version', '+', 1),
    }))
    .where('workspace_id', '=', workspaceId).where('id', '=', profile.id).execute()
  if (profile.avatar_media_id) await ctx.db.deleteFrom('media').where('workspace_id', '=', workspaceId).where('id', '=', profile.avatar_media_id).execute()
}
