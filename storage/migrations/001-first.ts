import { sql, type Kysely } from 'kysely'

/**
 * The first schema. Every workspace table forces row-level security: the bound role sees one workspace, the system role
 * (the owner) all. States are text with a check, because enum comparisons are not leakproof and would lose their indexes.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [clock, people, networks, conversations, mentions, work, outbound, events, chores]) {
    await sql.raw(statement).execute(db)
  }
  for (const table of workspaceTables) await sql.raw(wall(table)).execute(db)
  await sql.raw(grants).execute(db)
}

/** Tables that belong to a workspace and stand behind the wall. */
const workspaceTables = [
  'workspace', 'member', 'team', 'team_member', 'team_channel', 'app', 'channel', 'intake', 'profile', 'profile_event', 'conversation',
  'conversation_tag', 'conversation_read', 'mention', 'mention_channel', 'mention_version', 'reply', 'note', 'media',
  'attachment', 'tag', 'rule', 'rule_firing', 'ticket', 'lead', 'outbound_action', 'event', 'event_detail', 'event_head',
  'notification', 'watcher', 'job', 'job_row', 'idempotency', 'undo', 'counter', 'rollup', 'index_outbox', 'tombstone', 'suppression',
]

/** The sub-select is evaluated once a statement; without nullif the connection's next transaction would fail on ''. */
function wall(table: string): string {
  const column = table === 'workspace' ? 'id' : 'workspace_id'
  return `
    alter table ${table} enable row level security;
    alter table ${table} force row level security;
    create policy bound on ${table} to kikimimi_member
      using (${column} = (select nullif(current_setting('app.workspace', true), '')::uuid))
      with check (${column} = (select nullif(current_setting('app.workspace', true), '')::uuid));
    create policy system on ${table} to current_user using (true) with check (true);`
}

const clock = `
  create schema app;
  create table app.clock (only_row boolean primary key default true check (only_row), clock_offset interval not null default '0');
  insert into app.clock default values;
  create function app.now() returns timestamptz language sql stable
    as $$ select now() + (select clock_offset from app.clock) $$;
  create sequence arrival_seq;`

const people = `
  create table workspace (
    id uuid primary key, name text not null, time_zone text not null default 'Asia/Tokyo',
    outbound_paused_at timestamptz, outbound_pause_reason text,
    settings jsonb not null default '{}', created_at timestamptz not null default app.now());
  create table member (
    workspace_id uuid not null references workspace, user_id text not null, name text not null, email text not null,
    role text not null check (role in ('administrator','manager','agent','marketer','analyst','viewer')),
    state text not null default 'active' check (state in ('active','suspended')),
    preferences jsonb not null default '{}', created_at timestamptz not null default app.now(), version integer not null default 1,
    primary key (workspace_id, user_id));
  create index member_user on member (user_id);
  create table team (
    workspace_id uuid not null, id uuid not null, name text not null, created_at timestamptz not null default app.now(),
    version integer not null default 1, primary key (id), unique (workspace_id, name));
  create table team_member (
    workspace_id uuid not null, team_id uuid not null references team on delete cascade, user_id text not null,
    primary key (workspace_id, team_id, user_id));
  create table team_channel (
    workspace_id uuid not null, team_id uuid not null references team on delete cascade, channel_id uuid not null,
    primary key (workspace_id, team_id, channel_id));`

const networks = `
  create table app (
    workspace_id uuid not null, id uuid primary key, network text not null, key text not null unique, name text not null,
    secrets text not null, created_at timestamptz not null default app.now(), last_event_at timestamptz, version integer not null default 1);
  create table channel (
    workspace_id uuid not null, id uuid primary key, network text not null, app_id uuid references app,
    external_id text not null, name text not null, handle text,
    state text not null default 'connected' check (state in ('connected','limited','needs_reconnect','paused')),
    state_reason jsonb, config jsonb not null default '{}', credentials text, cursor text,
    poll_every_seconds integer, next_poll_at timestamptz, poll_lease_until timestamptz, poll_fence bigint not null default 0,
    poll_failures integer not null default 0, last_polled_at timestamptz, last_event_at timestamptz,
    subscription_seen_at timestamptz, test_event_at timestamptz, quota jsonb, quota_after timestamptz, outbound_paused_at timestamptz, outbound_resume_at timestamptz,
    created_at timestamptz not null default app.now(), deleted_at timestamptz, version integer not null default 1,
    unique (workspace_id, network, external_id));
  create index channel_due on channel (next_poll_at) where poll_every_seconds is not null;
  create table intake (
    seq bigint generated always as identity primary key, workspace_id uuid not null, source_id uuid not null,
    app_id uuid, channel_id uuid, network text not null, kind text not null check (kind in ('mention','change','event','body')),
    dedupe_key text not null, raw bytea not null, urgent boolean not null default false,
    received_at timestamptz not null default app.now(),
    state text not null default 'waiting' check (state in ('waiting','working','done','parked')),
    attempts integer not null default 0, next_attempt_at timestamptz not null default app.now(),
    lease_until timestamptz, fence bigint not null default 0, step text, reason text, post_id text, account text, done_at timestamptz,
    unique (workspace_id, source_id, kind, dedupe_key));
  create index intake_post on intake (workspace_id, network, post_id) where post_id is not null;
  create index intake_waiting on intake (urgent desc, seq) where state = 'waiting';
  create index intake_working on intake (lease_until) where state = 'working';
  create index intake_parked on intake (workspace_id, seq desc) where state = 'parked';
  create index intake_done on intake (done_at) where state = 'done';
  create table profile (
    workspace_id uuid not null, id uuid primary key, network text not null, external_id text not null, handle text, name text,
    avatar_url text, avatar_media_id uuid, followers integer, is_ours boolean not null default false,
    fetch_channel_id uuid, fetch_after timestamptz, fetched_at timestamptz,
    first_seen_at timestamptz not null default app.now(), version integer not null default 1,
    unique (workspace_id, network, external_id));
  create index profile_fetch on profile (fetch_after) where fetch_after is not null;
  create table profile_event (
    workspace_id uuid not null, intake_seq bigint primary key, profile_id uuid not null references profile on delete cascade, channel_id uuid not null,
    what text not null, code text not null, at timestamptz not null default app.now());
  create index profile_event_profile on profile_event (workspace_id, profile_id, at desc);`

const conversations = `
  create table conversation (
    workspace_id uuid not null, id uuid primary key, channel_id uuid not null, network text not null, external_key text not null,
    profile_id uuid not null, state text not null default 'open' check (state in ('open','pending','snoozed','done')),
    sorting text not null default 'normal' check (sorting in ('normal','spam','repost')),
    assignee_id text, team_id uuid, snoozed_until timestamptz, last_mention_id uuid, last_mention_at timestamptz not null,
    waiting_since timestamptz, first_reply_at timestamptz, last_reply_at timestamptz, mention_count integer not null default 0,
    send_trouble boolean not null default false, reply_token text, reply_token_expires_at timestamptz,
    arrival bigint not null, created_at timestamptz not null default app.now(), updated_at timestamptz not null default app.now(),
    version integer not null default 1, unique (workspace_id, channel_id, external_key) include (id));
  create index conversation_newest on conversation (workspace_id, state, last_mention_at desc, id desc) include (sorting, channel_id, assignee_id, team_id);
  create index conversation_all on conversation (workspace_id, last_mention_at desc, id desc) include (channel_id, assignee_id, team_id);
  create index conversation_longest on conversation (workspace_id, state, (coalesce(waiting_since, 'infinity'::timestamptz)), id);
  create index conversation_trouble on conversation (workspace_id) where send_trouble;
  create index conversation_sorted on conversation (workspace_id, sorting, last_mention_at desc, id desc) include (channel_id, assignee_id, team_id) where sorting <> 'normal';
  create index conversation_assignee on conversation (workspace_id, assignee_id) include (id, state, sorting, channel_id) where assignee_id is not null;
  create index conversation_team on conversation (workspace_id, team_id) include (id, state, sorting, channel_id) where team_id is not null;
  create index conversation_profile on conversation (workspace_id, profile_id);
  create index conversation_snoozed on conversation (snoozed_until) where state = 'snoozed';
  create table tag (
    workspace_id uuid not null, id uuid primary key, name text not null, created_at timestamptz not null default app.now(),
    unique (workspace_id, name));
  create table conversation_tag (
    workspace_id uuid not null, conversation_id uuid not null references conversation on delete cascade,
    tag_id uuid not null references tag on delete cascade, primary key (workspace_id, conversation_id, tag_id));
  create index conversation_tag_tag on conversation_tag (workspace_id, tag_id);
  create table conversation_read (
    workspace_id uuid not null, conversation_id uuid not null references conversation on delete cascade, user_id text not null,
    arrival bigint not null, primary key (workspace_id, conversation_id, user_id));
  create table watcher (
    workspace_id uuid not null, conversation_id uuid not null references conversation on delete cascade, user_id text not null,
    primary key (workspace_id, conversation_id, user_id));`

const mentions = `
  create table mention (
    workspace_id uuid not null, id uuid primary key, network text not null, external_id text not null,
    version bigint not null default 0, channel_id uuid not null, conversation_id uuid not null, author_id uuid not null,
    kind text not null, title text, text text not null, url text, in_reply_to text, summoned boolean not null default false,
    media jsonb not null default '[]', engagement jsonb not null default '{}',
    language text not null, sentiment text not null check (sentiment in ('positive','neutral','negative','mixed')),
    sentiment_score real not null, annotation jsonb not null, annotated_by text not null,
    media_after timestamptz,
    published_at timestamptz not null, edited_at timestamptz, deleted_at timestamptz,
    received_at timestamptz not null default app.now(), arrival bigint not null, index_version integer not null default 1,
    unique (workspace_id, network, external_id));
  create index mention_thread on mention (workspace_id, conversation_id, arrival);
  create index mention_author on mention (workspace_id, author_id, published_at desc);
  create index mention_arrival on mention (workspace_id, arrival);
  create index mention_media_after on mention (media_after) where media_after is not null;
  create table mention_channel (
    workspace_id uuid not null, mention_id uuid not null references mention on delete cascade, channel_id uuid not null,
    seen_at timestamptz not null default app.now(), primary key (mention_id, channel_id));
  create table mention_version (
    workspace_id uuid not null, mention_id uuid not null references mention on delete cascade, version bigint not null,
    text text not null, replaced_at timestamptz not null default app.now(), primary key (mention_id, version));
  create table mention_search (
    mention_id uuid primary key, workspace_id uuid not null, conversation_id uuid not null, channel_id uuid not null, author_id uuid not null,
    published_at timestamptz not null, arrival bigint not null, index_version integer not null, network text not null, kind text not null,
    language text not null, sentiment text not null, terms tsvector not null);
  create index mention_search_terms on mention_search using gin (terms);
  create index mention_search_newest on mention_search (workspace_id, published_at desc, arrival desc);
  create index mention_search_arrival on mention_search (workspace_id, arrival);
  create index mention_search_conversation on mention_search (conversation_id);
  create table media (
    workspace_id uuid not null, id uuid primary key, channel_id uuid, content_type text not null, byte_size integer not null,
    sha256 text not null, bytes bytea not null, created_at timestamptz not null default app.now());
  alter table media alter column bytes set storage external;
  alter table media alter column bytes set storage external;
  create table reply (
    workspace_id uuid not null, id uuid primary key, conversation_id uuid not null references conversation, network text not null,
    kind text not null check (kind in ('public','private')), text text not null, media jsonb not null default '[]',
    author_user_id text, action_id uuid, external_id text, url text, made_outside boolean not null default false,
    in_reply_to text, sent_at timestamptz, created_at timestamptz not null default app.now(), arrival bigint not null,
    unique (workspace_id, network, external_id));
  create index reply_thread on reply (workspace_id, conversation_id, arrival);
  create unique index reply_action on reply (action_id) where action_id is not null;`

const work = `
  create table rule (
    workspace_id uuid not null, id uuid primary key, name text not null, enabled boolean not null default true,
    conditions jsonb not null, actions jsonb not null, position integer not null default 0,
    created_at timestamptz not null default app.now(), version integer not null default 1);
  create table rule_firing (
    workspace_id uuid not null, rule_id uuid not null references rule on delete cascade, mention_id uuid not null,
    mention_version bigint not null, fired_at timestamptz not null default app.now(),
    primary key (rule_id, mention_id, mention_version));
  create index rule_firing_today on rule_firing (workspace_id, rule_id, fired_at);
  create table ticket (
    workspace_id uuid not null, id uuid primary key, number integer not null, conversation_id uuid not null references conversation,
    profile_id uuid not null, subject text not null,
    type text not null default 'question' check (type in ('question','incident','problem','task')),
    priority text not null default 'normal' check (priority in ('low','normal','high','urgent')),
    state text not null default 'new' check (state in ('new','open','pending','on_hold','solved','closed')),
    assignee_id text, team_id uuid, due_at timestamptz, fields jsonb not null default '{}', mention_id uuid, rule_id uuid,
    previous_ticket_id uuid references ticket, opened_at timestamptz not null default app.now(), first_reply_at timestamptz,
    solved_at timestamptz, closed_at timestamptz, updated_at timestamptz not null default app.now(),
    version integer not null default 1, unique (workspace_id, number));
  create unique index ticket_one_open on ticket (workspace_id, conversation_id) where state <> 'closed';
  create index ticket_conversation on ticket (workspace_id, conversation_id);
  create index ticket_team on ticket (workspace_id, team_id) include (conversation_id) where team_id is not null and state <> 'closed';
  create index ticket_assignee on ticket (workspace_id, assignee_id) include (conversation_id) where assignee_id is not null and state <> 'closed';
  create index ticket_list on ticket (workspace_id, state) include (conversation_id, assignee_id, team_id, due_at);
  create index ticket_due on ticket (workspace_id, (coalesce(due_at, 'infinity'::timestamptz)), number);
  create index ticket_due_working on ticket (workspace_id, (coalesce(due_at, 'infinity'::timestamptz)), number)
    where state = any('{new,open,pending,on_hold}'::text[]);
  create index ticket_urgent on ticket (workspace_id, (case priority when 'urgent' then 0 when 'high' then 1 when 'normal' then 2 else 3 end),
    (coalesce(due_at, 'infinity'::timestamptz)), number);
  create index ticket_urgent_working on ticket (workspace_id, (case priority when 'urgent' then 0 when 'high' then 1 when 'normal' then 2 else 3 end),
    (coalesce(due_at, 'infinity'::timestamptz)), number) where state = any('{new,open,pending,on_hold}'::text[]);
  create index ticket_solved on ticket (solved_at) where state = 'solved';
  create table note (
    workspace_id uuid not null, id uuid primary key, conversation_id uuid not null references conversation, ticket_id uuid references ticket,
    author_user_id text, text text not null, mentioned_user_ids text[] not null default '{}',
    created_at timestamptz not null default app.now());
  create index note_thread on note (workspace_id, conversation_id, created_at);
  create table attachment (
    workspace_id uuid not null, id uuid primary key, media_id uuid not null references media, file_name text not null,
    note_id uuid references note, ticket_id uuid references ticket, uploaded_by text not null, created_at timestamptz not null default app.now());
  create index attachment_ticket on attachment (ticket_id) where ticket_id is not null;
  create index attachment_note on attachment (note_id) where note_id is not null;
  create table lead (
    workspace_id uuid not null, id uuid primary key, number integer not null, profile_id uuid not null, conversation_id uuid,
    mention_id uuid, stage text not null default 'new' check (stage in ('new','contacted','qualified','proposal','won','lost')),
    owner_id text, team_id uuid, name text not null, name_kana text, company text, mail text, phone text, need text,
    next_step text, next_step_on date, rule_id uuid, created_at timestamptz not null default app.now(),
    updated_at timestamptz not null default app.now(), version integer not null default 1, unique (workspace_id, number));
  create unique index lead_one_open on lead (workspace_id, profile_id) where stage not in ('won','lost');`

const outbound = `
  create table outbound_action (
    workspace_id uuid not null, id uuid primary key, network text not null, channel_id uuid not null references channel,
    conversation_id uuid, operation text not null,
    idempotency text not null check (idempotency in ('key','deterministic','handle','read-back','none')),
    idempotency_key uuid not null, dedupe_key text not null, target jsonb not null, text text not null,
    state text not null default 'due' check (state in ('held','due','sending','done','failed','unknown','missed','cancelled')),
    due_at timestamptz not null, attempts integer not null default 0, fence bigint not null default 0, lease_until timestamptz,
    intent_at timestamptz, late_from timestamptz, ambiguous_since timestamptz,
    reconcile_at timestamptz, reconcile_misses integer not null default 0, handle text,
    external_id text, url text, problem jsonb, created_by text, created_at timestamptz not null default app.now(),
    done_at timestamptz, version integer not null default 1, unique (workspace_id, dedupe_key));
  create index outbound_due on outbound_action (due_at) where state = 'due';
  create index outbound_sending on outbound_action (reconcile_at) where state = 'sending';
  create unique index outbound_one_sending on outbound_action (channel_id) where state = 'sending';
  create index outbound_held on outbound_action (channel_id) where state = 'held';
  create index outbound_conversation on outbound_action (workspace_id, conversation_id);
  create index outbound_list on outbound_action (workspace_id, state, created_at desc, id);`

const events = `
  create table event (
    workspace_id uuid not null, id uuid primary key, name text not null, subject_kind text not null, subject_id text not null,
    conversation_id uuid, actor_kind text not null, actor_id text not null, data jsonb not null, detail_digest bytea,
    at timestamptz not null default app.now(), position bigint, hash bytea,
    insert_order bigint generated always as identity);
  create unique index event_position on event (workspace_id, position) where position is not null;
  create index event_unsealed on event (insert_order) where position is null;
  create index event_subject on event (workspace_id, subject_kind, subject_id, insert_order);
  create index event_conversation on event (workspace_id, conversation_id, insert_order) where conversation_id is not null;
  create table event_detail (
    workspace_id uuid not null, event_id uuid primary key references event, salt bytea not null, detail jsonb not null);
  create table event_head (workspace_id uuid primary key, position bigint not null, hash bytea not null);
  create table notification (
    workspace_id uuid not null, id uuid primary key, user_id text not null,
    kind text not null check (kind in ('notify','named','watched','assigned')), subject_kind text not null, subject_id text not null,
    conversation_id uuid, data jsonb not null, created_at timestamptz not null default app.now(), read_at timestamptz);
  create index notification_bell on notification (workspace_id, user_id, created_at desc);`

const chores = `
  create table job (
    workspace_id uuid not null, id uuid primary key, kind text not null,
    state text not null default 'waiting' check (state in ('waiting','running','done','failed','cancelled')),
    params jsonb not null, total integer, done integer not null default 0, failed integer not null default 0, cursor text,
    result jsonb, lease_until timestamptz, fence bigint not null default 0, created_by text,
    created_at timestamptz not null default app.now(), finished_at timestamptz);
  create index job_waiting on job (created_at) where state in ('waiting','running');
  create table job_row (
    workspace_id uuid not null, job_id uuid not null references job on delete cascade, row_no integer not null, reason jsonb not null,
    raw text not null, primary key (job_id, row_no));
  create table idempotency (
    workspace_id uuid not null, actor_id text not null, key text not null, request_hash text not null, status integer,
    response jsonb, created_at timestamptz not null default app.now(), primary key (workspace_id, actor_id, key));
  create table undo (
    workspace_id uuid not null, token text not null, user_id text not null, inverse jsonb not null, expires_at timestamptz not null,
    used_at timestamptz, primary key (workspace_id, token));
  create table counter (workspace_id uuid not null, kind text not null, value integer not null, primary key (workspace_id, kind));
  create table rollup (
    workspace_id uuid not null, hour timestamptz not null, channel_id uuid not null, sentiment text not null,
    mentions integer not null, primary key (workspace_id, hour, channel_id, sentiment));
  create table index_outbox (
    workspace_id uuid not null, mention_id uuid not null, index_version integer not null,
    queued_at timestamptz not null default app.now(), primary key (mention_id));
  create table tombstone (
    workspace_id uuid not null, network text not null, key_hash text not null, deleted_at timestamptz not null default app.now(),
    primary key (workspace_id, network, key_hash));
  create table suppression (
    workspace_id uuid not null, network text not null, author_hash text not null, created_at timestamptz not null default app.now(),
    primary key (workspace_id, network, author_hash));`

/** The bound role may not rewrite history and reaches nothing of identity. */
const grants = `
  grant usage on schema public, app to kikimimi_member;
  grant select on app.clock to kikimimi_member;
  grant select, insert, update, delete on all tables in schema public to kikimimi_member;
  revoke update, delete on event from kikimimi_member;
  revoke all on event_head from kikimimi_member;
  grant select on event_head to kikimimi_member;
  grant usage on all sequences in schema public to kikimimi_member;
  do $$ declare t text; begin
    foreach t in array array['kysely_migration','kysely_migration_lock'] loop
      if to_regclass('public.' || t) is not null then execute 'revoke all on public.' || t || ' from kikimimi_member'; end if;
    end loop; end $$;`
