import { lstatSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { InvalidInput } from '../../core/errors.ts'
import { copyFile, eachAtOnce } from './copy-file.ts'
import type { Manifest } from './manifest.ts'

export interface PlaceOptions {
  from: string
  manifest: Manifest
  /** An empty folder; `postgres` is made in it. */
  into: string
  onProgress?: (bytes: number) => void
}

/**
 * Copies the cluster of a back-up to its place and holds every byte against the manifest. Postgres itself brings all files to the
 * disk before it recovers. @throws InvalidInput that names the first wrong file.
 */
export async function placeBackUp({ from, manifest, into, onProgress = () => {} }: PlaceOptions): Promise<void> {
  const folders = manifest.folders.filter(ofCluster)
  for (const folder of folders) mkdirSync(join(into, folder), { recursive: true, mode: 0o700 })
  let done = 0
  await eachAtOnce(manifest.files.filter(({ path }) => ofCluster(path)), async (file) => {
    const source = join(from, file.path)
    const copied = lstatSync(source, { throwIfNoEntry: false })?.isFile() ? await copyFile(source, join(into, file.path)) : null
    if (copied?.size !== file.size || copied.sha256 !== file.sha256) throw damaged(file.path, copied === null)
    done += file.size
    onProgress(done)
  })
}

function ofCluster(path: string): boolean {
  return path === 'postgres' || path.startsWith('postgres/')
}

function damaged(path: string, missing: boolean): InvalidInput {
  return new InvalidInput(missing
    ? { ja: `バックアップの ${path} がありません。ほかのバックアップを使ってください。`, en: `${path} of the back-up is missing. Use another back-up.` }
    : { ja: `バックアップの ${path} が壊れています。ほかのバックアップを使ってください。`, en: `${path} of the back-up is damaged. Use another back-up.` })
}
