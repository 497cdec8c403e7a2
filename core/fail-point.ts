/** A named place where the fault tests may end the process; does nothing in production. */
export type FailPoint = (stage: FailStage) => void

export type FailStage =
  | 'accept-stored'
  | 'listen-claimed' | 'listen-read' | 'listen-analysed' | 'listen-threaded' | 'listen-stored' | 'listen-routed' | 'listen-done' | 'listen-committed'
  | 'poll-page' | 'poll-stored' | 'import-stored'
  | 'publish-claimed' | 'publish-sent' | 'publish-recorded' | 'publish-reconciled'
  | 'seal-batch'

export function noFailPoint(): void {}
