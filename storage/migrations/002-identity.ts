import { sql, type Kysely } from 'kysely'

/**
 * Who people are, needed before a workspace is known. A schema of its own that the bound role cannot enter:
 * storage/identity is its only door. Table and column names are those of the sign-in library.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(`
    create schema identity;
    create table identity."user" (
      id text primary key, name text not null, email text not null unique, "emailVerified" boolean not null default false, image text,
      "createdAt" timestamptz not null default now(), "updatedAt" timestamptz not null default now(), "twoFactorEnabled" boolean default false);
    create table identity.session (
      id text primary key, "expiresAt" timestamptz not null, token text not null unique, "createdAt" timestamptz not null default now(),
      "updatedAt" timestamptz not null default now(), "ipAddress" text, "userAgent" text,
      "userId" text not null references identity."user" on delete cascade);
    create index session_of_user on identity.session ("userId");
    create table identity.account (
      id text primary key, "accountId" text not null, "providerId" text not null,
      "userId" text not null references identity."user" on delete cascade, "accessToken" text, "refreshToken" text, "idToken" text,
      "accessTokenExpiresAt" timestamptz, "refreshTokenExpiresAt" timestamptz, scope text, password text,
      "createdAt" timestamptz not null default now(), "updatedAt" timestamptz not null default now());
    create index account_user on identity.account ("userId");
    create table identity.verification (
      id text primary key, identifier text not null, value text not null, "expiresAt" timestamptz not null,
      "createdAt" timestamptz not null default now(), "updatedAt" timestamptz not null default now());
    create index verification_identifier on identity.verification (identifier);
    create table identity."twoFactor" (
      id text primary key, secret text not null, "backupCodes" text not null,
      "userId" text not null references identity."user" on delete cascade, verified boolean default true,
      "failedVerificationCount" integer default 0, "lockedUntil" timestamptz);
    create index two_factor_user on identity."twoFactor" ("userId");

    create table identity.link (
      digest bytea primary key, purpose text not null check (purpose in ('setup','invite','reset','signin')),
      workspace_id uuid, email text, role text, team_ids uuid[] not null default '{}', user_id text, created_by text,
      created_at timestamptz not null default now(), expires_at timestamptz not null, used_at timestamptz);
    create table identity.api_token (
      id uuid primary key, workspace_id uuid not null, name text not null, digest bytea not null unique, role text not null,
      scopes text[] not null, team_ids uuid[] not null default '{}', created_by text not null,
      created_at timestamptz not null default now(), expires_at timestamptz not null, last_used_at timestamptz, revoked_at timestamptz);
    create index api_token_workspace on identity.api_token (workspace_id);
    create table identity.rate_limit (key text primary key, points integer not null default 0, expire bigint);
  `).execute(db)
}
