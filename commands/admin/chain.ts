import type { Parts } from '../../assemble.ts'
import { sealEvents } from '../../core/event/seal-events.ts'
import { verifyChain } from '../../core/event/verify-chain.ts'
import { chainLine, type WorkspaceChain } from './chain-report.ts'
import type { Outcome } from './command.ts'
import { findWorkspace } from './find-workspace.ts'
import type { Given } from './parse.ts'
import { withParts } from './with-parts.ts'

export function verifyChains(given: Given): Promise<Outcome> {
  return withParts(async ({ parts }) => {
    const only = given.one('workspace') === undefined ? null : await findWorkspace(parts, given.one('workspace'))
    const chains = await readChains(parts, only?.id ?? null)
    return { data: chains, lines: chains.map(chainLine), exitCode: chains.every((chain) => chain.ok) ? 0 : 1 }
  })
}

export async function readChains({ storage, asSystem }: Pick<Parts, 'storage' | 'asSystem'>, workspaceId: string | null): Promise<WorkspaceChain[]> {
  await sealWaiting(asSystem)
  const workspaces = await storage.kysely.selectFrom('workspace').select(['id', 'name'])
    .$if(workspaceId !== null, (query) => query.where('id', '=', workspaceId!)).orderBy('created_at').execute()
  const chains: WorkspaceChain[] = []
  for (const { id, name } of workspaces) chains.push({ workspaceId: id, name, ...(await asSystem((db) => verifyChain(db, id))) })
  return chains
}

/** What was done while the product was at rest is sealed by nobody else. A busy sealer is one that does it. */
async function sealWaiting(asSystem: Parts['asSystem']): Promise<void> {
  for (let more = true; more; ) {
    const result = await asSystem((db) => sealEvents(db))
    more = result.kind === 'sealed' && result.events > 0
  }
}
