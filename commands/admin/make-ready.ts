import { pino } from 'pino'
import { assemble } from '../../assemble.ts'
import type { Config } from '../../core/config.ts'
import { pauseOutbound } from '../../core/outbound/pause-outbound.ts'
import { forgetWaysIn } from '../../storage/identity/operator.ts'
import { readChains } from './chain.ts'
import type { WorkspaceChain } from './chain-report.ts'
import { operatorOf } from './find-workspace.ts'

const reason = 'restored'

/** Recovers, migrates where the program is newer, and leaves nothing that goes out by itself or lets somebody in by an old way. */
export async function makeReady(config: Config): Promise<WorkspaceChain[]> {
  const parts = await assemble(config, { log: pino({ level: process.env.LOG_LEVEL ?? 'error' }, pino.destination(2)), env: process.env })
  try {
    const workspaces = await parts.storage.kysely.selectFrom('workspace').select('id').execute()
    for (const { id } of workspaces) await parts.inWorkspace(operatorOf(id), (ctx) => pauseOutbound(ctx, { paused: true, reason }))
    await forgetWaysIn(parts.storage.kysely)
    return await readChains(parts, null)
  } finally {
    await parts.close()
  }
}
