import type { Kysely } from 'kysely'
import type { Scope } from '../../core/context.ts'
import { newId } from '../../core/id.ts'
import type { Role } from '../../core/team/team.ts'
import type { Tables } from '../../core/tables.ts'

/** Who works at the companies of our tests. */
const cast = {
  花子: { surname: '山田', mail: 'hanako', role: 'administrator', teams: [] },
  健: { surname: '鈴木', mail: 'ken', role: 'manager', teams: ['サポート', 'マーケ'] },
  美咲: { surname: '佐藤', mail: 'misaki', role: 'agent', teams: ['サポート'] },
  翔太: { surname: '高橋', mail: 'shota', role: 'marketer', teams: ['マーケ'] },
  直子: { surname: '伊藤', mail: 'naoko', role: 'analyst', teams: [] },
  一郎: { surname: '渡辺', mail: 'ichiro', role: 'viewer', teams: [] },
} as const satisfies Record<string, { surname: string; mail: string; role: Role; teams: readonly ('サポート' | 'マーケ')[] }>

export type PersonName = keyof typeof cast

export interface SeededWorkspace {
  id: string
  name: string
  teams: Record<'サポート' | 'マーケ', string>
  /** What each person's door makes of them; `channels` is `all` until a test builds a wall. */
  people: Record<PersonName, Scope & { actor: { kind: 'user'; id: string; name: string } }>
}

/** A workspace, its two departments and its six people: one of each role. */
export async function seedWorkspace(kysely: Kysely<Tables>, { name = '青空製菓' }: { name?: string } = {}): Promise<SeededWorkspace> {
  const id = newId()
  const teams = { サポート: newId(), マーケ: newId() }
  await kysely.insertInto('workspace').values({ id, name, outbound_pause_reason: null }).execute()
  await kysely.insertInto('team').values(Object.entries(teams).map(([team, teamId]) => ({ workspace_id: id, id: teamId, name: team }))).execute()
  const scopes = Object.entries(cast).map(([given, person]) => [given, scopeOf(id, given, person, teams)] as const)
  for (const [given, { surname, mail, role, teams: memberOf }] of Object.entries(cast)) {
    const userId = scopes.find(([name]) => name === given)![1].actor.id
    await kysely.insertInto('member').values({ workspace_id: id, user_id: userId, name: `${surname} ${given}`, email: `${mail}@${id.slice(-6)}.example.jp`, role }).execute()
    for (const team of memberOf) await kysely.insertInto('team_member').values({ workspace_id: id, team_id: teams[team], user_id: userId }).execute()
  }
  return { id, name, teams, people: Object.fromEntries(scopes) as SeededWorkspace['people'] }
}

function scopeOf(workspaceId: string, given: string, person: (typeof cast)[PersonName], teams: SeededWorkspace['teams']): SeededWorkspace['people'][PersonName] {
  return {
    workspaceId,
    actor: { kind: 'user', id: `user-${person.mail}-${workspaceId.slice(-6)}`, name: `${person.surname} ${given}` },
    role: person.role,
    teamIds: person.teams.map((team) => teams[team]),
    channels: 'all',
  }
}
