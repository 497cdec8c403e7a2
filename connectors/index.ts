import type { Connector } from '../core/ports/connector.ts'
import { feed } from './feed/connector.ts'
import { imported } from './import/connector.ts'
import { line } from './line/connector.ts'
import { manual } from './manual/connector.ts'
import { x } from './x/connector.ts'

/** Every network there is, one line each. A new one is registered here and nowhere else. */
export const connectors: readonly Connector[] = [
  x,
  line,
  feed,
  manual,
  imported,
]
