import type { Db } from '../tables.ts'
import { compileRules, type CompiledRules } from './evaluate.ts'
import type { RuleConditions } from './rule.ts'

/**
 * The enabled rules of workspaces, ready to match. Read afresh for every page, so that a changed rule holds at once;
 * compiled again only when one of the workspace's rules changed.
 */
export function makeRuleBook(): (db: Db, workspaceIds: readonly string[]) => Promise<Map<string, CompiledRules>> {
  const shelf = new Map<string, { edition: string; compiled: CompiledRules }>()
  return async function openRuleBook(db, workspaceIds) {
    const wanted = [...new Set(workspaceIds)]
    if (wanted.length === 0) return new Map()
    const rows = await db.selectFrom('rule').select(['workspace_id', 'id', 'version', 'conditions'])
      .where('workspace_id', 'in', wanted).where('enabled', '=', true).orderBy('position').orderBy('id').execute()
    const byWorkspace = Map.groupBy(rows, (row) => row.workspace_id)
    return new Map(wanted.map((workspaceId) => {
      const rules = byWorkspace.get(workspaceId) ?? []
      const edition = rules.map((rule) => `${rule.id}:${rule.version}`).join()
      const known = shelf.get(workspaceId)
      if (known?.edition === edition) return [workspaceId, known.compiled]
      // What is stored went through the schema when it was written.
      const compiled = compileRules(rules.map((rule) => ({ id: rule.id, conditions: rule.conditions as RuleConditions })))
      shelf.set(workspaceId, { edition, compiled })
      return [workspaceId, compiled]
    }))
  }
}
