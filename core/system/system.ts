/** What the system page and /readyz say: work is flowing, or since when it is not. */
export interface SystemView {
  version: string
  databaseVersion: string
  languageVersion: string
  startedAt: string
  lanes: LaneView[]
  /** Bytes that the database takes. */
  storageBytes: number
  keyFile: string
  outboundPaused: { at: string; reason: string } | null
}
export interface LaneView {
  lane: 'intake' | 'outbound' | 'events' | 'index'
  depth: number
  /** Age in seconds of the oldest that waits; null: none. */
  oldestSeconds: number | null
  parked: number
  lastProgressAt: string | null
}
