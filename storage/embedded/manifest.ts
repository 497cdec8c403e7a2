import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { InvalidInput } from '../../core/errors.ts'

export const manifestName = 'manifest.json'

/** No way out of the folder, whatever a changed manifest says. */
const path = z.string().max(1000).regex(/^(postgres|keys)(\/[^\0\\]+)?$/).refine((value) => !value.split('/').some((part) => part === '..' || part === '.' || part === ''))
const Manifest = z.object({
  format: z.literal('kikimimi back-up 1'),
  product: z.string(),
  postgres: z.string(),
  startedAt: z.string(),
  /** By the database's clock: everything that was committed before is in the back-up. */
  consistentAt: z.string(),
  startLsn: z.string(),
  stopLsn: z.string(),
  /** Which key opens the secrets; `included` false: it has to be kept apart. */
  key: z.object({ id: z.string(), included: z.boolean(), files: z.array(path) }),
  /** Folders too, since Postgres wants its empty ones. */
  folders: z.array(path),
  files: z.array(z.object({ path, size: z.number().int().nonnegative(), sha256: z.string().regex(/^[0-9a-f]{64}$/) })),
})
export type Manifest = z.infer<typeof Manifest>

/** Written last: a folder without it is no back-up. */
export function writeManifest(folder: string, manifest: Manifest): void {
  writeFileSync(join(folder, manifestName), `${JSON.stringify(manifest, null, 1)}\n`, { mode: 0o600, flag: 'wx', flush: true })
}

/** @throws InvalidInput for a folder that is no whole back-up. */
export function readManifest(folder: string): Manifest {
  try {
    return Manifest.parse(JSON.parse(readFileSync(join(folder, manifestName), 'utf8')))
  } catch {
    throw new InvalidInput({
      ja: `${folder} は聞き耳のバックアップではないか、途中で終わったものです（${manifestName} を読めません）。`,
      en: `${folder} is no back-up of Kikimimi, or one that was cut off (${manifestName} cannot be read).`,
    })
  }
}
