import type { Parts } from '../../assemble.ts'
import { systemScope, type Scope } from '../../core/context.ts'
import { InvalidInput, NotFound } from '../../core/errors.ts'
import { Id } from '../../core/input.ts'

export interface FoundWorkspace {
  id: string
  name: string
  /** The person at the machine, as the events name them. */
  scope: Scope
}

/** By name or id; without either, the only one. @throws InvalidInput that lists what there is. */
export async function findWorkspace({ storage }: Pick<Parts, 'storage'>, wanted: string | undefined): Promise<FoundWorkspace> {
  const all = await storage.kysely.selectFrom('workspace').select(['id', 'name']).orderBy('created_at').execute()
  if (all.length === 0) throw new InvalidInput({ ja: 'ワークスペースがありません。先に workspace create で作成してください。', en: 'There is no workspace. Make one by workspace create first.' })
  const fitting = wanted === undefined ? all : all.filter((workspace) => workspace.id === wanted || workspace.name === wanted)
  if (wanted !== undefined && fitting.length === 0) throw new NotFound({ ja: `ワークスペース「${wanted}」`, en: `workspace “${wanted}”` })
  const [workspace] = fitting
  if (fitting.length === 1 && workspace) return { ...workspace, scope: operatorOf(workspace.id) }
  const names = fitting.map(({ id, name }) => `${name} (${id})`).join(', ')
  throw new InvalidInput({ ja: `--workspace でどれか一つを指定してください: ${names}`, en: `Choose one by --workspace: ${names}` })
}

export function operatorOf(workspaceId: string): Scope {
  return systemScope(workspaceId, 'operator')
}

/** Ids of the teams with these names. @throws NotFound that names the first missing one. */
export async function findTeams({ storage }: Pick<Parts, 'storage'>, workspaceId: string, names: readonly string[]): Promise<string[]> {
  const teams = await storage.kysely.selectFrom('team').select(['id', 'name']).where('workspace_id', '=', workspaceId).execute()
  return names.map((wanted) => {
    const team = teams.find(({ id, name }) => name === wanted || (Id.safeParse(wanted).success && id === wanted))
    if (!team) throw new NotFound({ ja: `チーム「${wanted}」`, en: `team “${wanted}”` })
    return team.id
  })
}
