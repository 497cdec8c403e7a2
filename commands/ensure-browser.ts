import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome']
const packages = ['chromium', 'fonts-noto-cjk']

/** The browser for the tests: CHROMIUM_PATH, one on the PATH, or Debian's, installed when we may. Null with a line that says why. */
export function ensureBrowser(say: (line: string) => void): string | null {
  const found = findBrowser()
  if (found && hasJapaneseFont()) return found
  if (!mayInstall()) {
    say(`Chromium と日本語フォントがありません。管理者として apt-get install ${packages.join(' ')} を実行するか、--without-browser を付けてください。 / Chromium or a Japanese font is missing: run apt-get install ${packages.join(' ')} as root, or pass --without-browser.`)
    return null
  }
  say(`Chromium と日本語フォントを入れます（apt-get）… / Installing ${packages.join(' ')} …`)
  apt(['update', '-qq'])
  apt(['install', '-y', '-qq', '--no-install-recommends', ...packages])
  const installed = findBrowser()
  if (!installed) say('Chromium を入れられませんでした。--without-browser で省けます。 / Chromium could not be installed; --without-browser goes without it.')
  return installed
}

export function findBrowser(): string | null {
  const named = process.env.CHROMIUM_PATH
  if (named) return existsSync(named) ? named : null
  const folders = (process.env.PATH ?? '').split(delimiter)
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable) ?? null
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}


function hasJapaneseFont(): boolean {
  const listed = spawnSync('fc-list', [':lang=ja', 'family'], { encoding: 'utf8' })
  return listed.error !== undefined ? false : listed.stdout.trim() !== ''
}

function mayInstall(): boolean {
  return process.platform === 'linux' && process.getuid?.() === 0 && spawnSync('apt-get', ['--version']).error === undefined
}

function apt(args: string[]): void {
  spawnSync('apt-get', args, { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } })
}
