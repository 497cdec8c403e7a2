import { NotFound } from '../../core/errors.ts'
import { saveTeam } from '../../core/team/save-team.ts'
import type { Outcome } from './command.ts'
import { findWorkspace } from './find-workspace.ts'
import type { Given } from './parse.ts'
import { withParts } from './with-parts.ts'

export function createTeam(given: Given): Promise<Outcome> {
  return withParts(async ({ parts }) => {
    const workspace = await findWorkspace(parts, given.one('workspace'))
    const members = await parts.storage.kysely.selectFrom('member').select(['user_id', 'email']).where('workspace_id', '=', workspace.id).execute()
    const memberIds = given.many('member').map((email) => {
      const member = members.find((candidate) => candidate.email === email.toLowerCase())
      if (!member) throw new NotFound({ ja: `メンバー ${email}`, en: `member ${email}` })
      return member.user_id
    })
    const team = await parts.inWorkspace(workspace.scope, (ctx) => saveTeam(ctx, { name: given.words[0]!, memberIds, channelIds: [] }))
    return { data: team, lines: [`チームを作成しました / Team made: ${team.name} (${team.id})`] }
  })
}
