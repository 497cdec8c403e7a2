import type { ChainReport } from '../../core/event/verify-chain.ts'

export type WorkspaceChain = ChainReport & { workspaceId: string; name: string }

export function chainLine(chain: WorkspaceChain): string {
  const erased = `消去済みの内容 / erased details: ${chain.erased}`
  if (chain.ok) return `${chain.name}: 正常 / ok (記録 / events: ${chain.events}, ${erased})`
  return `${chain.name}: 位置 ${chain.position} で壊れています / broken at position ${chain.position}: ${faults[chain.fault]} (${erased})`
}

const faults = {
  missing: '記録がない / an event is missing',
  changed: '記録が書き換えられた / an event was changed',
  'detail-changed': '内容が書き換えられた / the words of an event were changed',
  head: '末尾が違う / the end is another one',
} as const
