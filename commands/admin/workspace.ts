import { Conflict } from '../../core/errors.ts'
import { appendEvent } from '../../core/event/append-event.ts'
import { parseInput } from '../../core/guard.ts'
import { newId } from '../../core/id.ts'
import { line } from '../../core/input.ts'
import type { Outcome } from './command.ts'
import { operatorOf } from './find-workspace.ts'
import type { Given } from './parse.ts'
import { withParts } from './with-parts.ts'

/** Names are unique here, because the other commands go by them. */
export function createWorkspace({ words }: Given): Promise<Outcome> {
  return withParts(async ({ parts }) => {
    const name = parseInput(line(100), words[0])
    const id = newId()
    await parts.asSystem(async (db) => {
      const same = await db.selectFrom('workspace').select('id').where('name', '=', name).executeTakeFirst()
      if (same) throw new Conflict({ ja: `ワークスペース「${name}」はすでにあります。`, en: `A workspace “${name}” exists already.` })
      await db.insertInto('workspace').values({ id, name, outbound_pause_reason: null }).execute()
      await parts.withinWorkspace(db, operatorOf(id), (ctx) => appendEvent(ctx, { name: 'workspace.created', subject: { kind: 'workspace', id }, detail: { name } }))
    })
    return { data: { id, name }, lines: [`ワークスペースを作成しました / Workspace made: ${name} (${id})`] }
  })
}

export function listWorkspaces(): Promise<Outcome> {
  return withParts(async ({ parts }) => {
    const rows = await parts.storage.kysely.selectFrom('workspace')
      .select((eb) => ['id', 'name', 'outbound_paused_at', 'outbound_pause_reason', eb.selectFrom('member').select((count) => count.fn.countAll<number>().as('n')).whereRef('member.workspace_id', '=', 'workspace.id').as('members')])
      .orderBy('created_at').execute()
    const data = rows.map((row) => ({
      id: row.id, name: row.name, members: row.members ?? 0,
      outbound: row.outbound_paused_at === null ? 'running' : 'paused', pauseReason: row.outbound_pause_reason,
    }))
    return { data, lines: data.map(({ id, name, members, outbound, pauseReason }) => `${id}  ${name}  ${members} 人 / members  送信 / outbound: ${outbound}${pauseReason ? ` (${pauseReason})` : ''}`) }
  })
}
