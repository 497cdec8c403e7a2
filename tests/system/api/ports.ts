import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectors } from '../../../connectors/index.ts'
import type { Ports } from '../../../core/context.ts'
import { createLanguage } from '../../../pipeline/language/create-language.ts'
import { createPostgresMentionIndex } from '../../../storage/postgres/mention-index/create-mention-index.ts'
import { openSecrets } from '../../../storage/secrets/open-secrets.ts'

/** The real parts behind the verbs; the language worker starts at the first text. */
export function testPorts(): Ports {
  const secrets = openSecrets({ keyFile: join(mkdtempSync(join(tmpdir(), 'kikimimi-api-')), 'kek') })
  return {
    index: createPostgresMentionIndex(),
    language: createLanguage({ log: () => {} }),
    connectors: new Map(connectors.map((connector) => [connector.network, connector])),
    seal: secrets.seal,
    digest: secrets.digest,
  }
}
