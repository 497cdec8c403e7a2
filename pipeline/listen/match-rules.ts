import { compileRules, type CompiledRules, type MentionFacts } from '../../core/rule/evaluate.ts'
import type { RuleConditions } from '../../core/rule/rule.ts'
import type { Db } from '../../core/tables.ts'
import { textOf } from './analyse.ts'
import { mentionOf, next, type Item, type Result, type Work } from './item.ts'

/** Finds the rules that hold for each mention that this page stored; pure once rules and tags are read. */
export async function matchRules(items: readonly Item[], work: Work): Promise<Result[]> {
  const stored = items.filter((item) => item.stored !== undefined)
  if (stored.length === 0) return items.map(() => next)
  const rules = await readRules(work.db, [...new Set(stored.map((item) => item.row.workspace_id))])
  if (rules.size === 0) return items.map(() => next)
  const tags = rules.values().some((compiled) => compiled.needsTags) ? await readTags(work.db, stored) : new Map<string, string[]>()
  for (const item of stored) {
    item.matched = rules.get(item.row.workspace_id)?.match(factsOf(item, tags)) ?? []
  }
  return items.map(() => next)
}

async function readRules(db: Db, workspaces: string[]): Promise<Map<string, CompiledRules>> {
  const rows = await db.selectFrom('rule').select(['id', 'workspace_id', 'conditions'])
    .where('workspace_id', 'in', workspaces).where('enabled', '=', true).orderBy('position').orderBy('id').execute()
  const byWorkspace = Map.groupBy(rows, (row) => row.workspace_id)
  return new Map([...byWorkspace].map(([workspace, own]) =>
    [workspace, compileRules(own.map((row) => ({ id: row.id, conditions: row.conditions as RuleConditions })))]))
}

async function readTags(db: Db, items: readonly Item[]): Promise<Map<string, string[]>> {
  const rows = await db.selectFrom('conversation_tag').select(['conversation_id', 'tag_id'])
    .where('conversation_id', 'in', [...new Set(items.map((item) => item.conversationId!))]).execute()
  return new Map([...Map.groupBy(rows, (row) => row.conversation_id)].map(([id, own]) => [id, own.map((row) => row.tag_id)]))
}

function factsOf(item: Item, tags: ReadonlyMap<string, string[]>): MentionFacts {
  const mention = mentionOf(item)!
  return {
    text: textOf(item), network: item.row.network, channelId: item.row.channel_id!, sentiment: item.annotation!.sentiment.label,
    language: item.annotation!.language, kind: mention.kind, tagIds: tags.get(item.conversationId!) ?? [],
    author: { handle: mention.author.handle, name: mention.author.name, followers: mention.author.followers ?? null },
  }
}
