import { z } from 'zod'
import { BadConfiguration } from './errors.ts'

/** Read once, in main.ts; an absent section is an absent feature. */
export interface Config {
  dataDir: string
  /** Null: the embedded server in dataDir. */
  databaseUrl: string | null
  redisUrl: string | null
  port: number
  host: string
  /** Links, cookies and the Origin check follow it. */
  publicUrl: URL
  trustedProxies: string[]
  /** Serves only /webhooks and /media, so that the console can stay inside. */
  webhookPort: number | null
  metricsPort: number | null
  keyFile: string
  /** Keys that were in use before, the oldest first: they open what they sealed and keep digests the same. */
  formerKeyFiles: string[]
  roles: ReadonlySet<RoleName>
  /** An operator's base URLs by network and name: X_BASE_URL -> x.api, LINE_DATA_BASE_URL -> line.data. */
  baseUrls: Record<string, Record<string, string>>
  logLevel: string
  /** Kill the process at a stage, for the fault tests: `stage:nth`. */
  failAt: { stage: string; nth: number } | null
  leases: { intakeSeconds: number; sendingSeconds: number; settleSeconds: number; undoSeconds: number; missedMinutes: number }
}

export const roleNames = ['ingest', 'listen', 'publish', 'api'] as const
export type RoleName = (typeof roleNames)[number]

const Address = z.union([z.ipv4(), z.ipv6()])
const Cidr = z.union([z.cidrv4(), z.cidrv6()])
const port = z.coerce.number().int().min(0).max(65535)
const Environment = z.object({
  DATA_DIR: z.string().default('./data'),
  DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//).optional(),
  REDIS_URL: z.string().regex(/^rediss?:\/\//).optional(),
  PORT: port.default(8787),
  HOST: z.string().default('127.0.0.1'),
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  TRUSTED_PROXIES: z.string().default(''),
  WEBHOOK_PORT: port.optional(),
  METRICS_PORT: port.optional(),
  KIKIMIMI_KEY_FILE: z.string().optional(),
  KIKIMIMI_FORMER_KEY_FILES: z.string().default(''),
  KIKIMIMI_ALLOW_OPEN_HOST: z.enum(['yes', 'no']).default('no'),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
  FAIL_AT: z.string().regex(/^[a-z-]+:\d+$/).optional(),
  INTAKE_LEASE_SECONDS: z.coerce.number().positive().default(30),
  SENDING_LEASE_SECONDS: z.coerce.number().positive().default(120),
  SETTLE_SECONDS: z.coerce.number().positive().default(90),
  UNDO_SECONDS: z.coerce.number().min(0).default(8),
  MISSED_MINUTES: z.coerce.number().positive().default(15),
})

/** @throws BadConfiguration that names every variable at fault, at once. */
export function readConfig(env: Record<string, string | undefined>, argv: readonly string[] = []): Config {
  const parsed = Environment.safeParse(withoutEmpty(env))
  if (!parsed.success) {
    const names = [...new Set(parsed.error.issues.map((issue) => issue.path.join('.')))].join(', ')
    throw new BadConfiguration({ ja: `環境変数の値を読めません: ${names}`, en: `These environment variables have values that cannot be used: ${names}` })
  }
  const e = parsed.data
  const config: Config = {
    dataDir: e.DATA_DIR,
    databaseUrl: e.DATABASE_URL ?? null,
    redisUrl: e.REDIS_URL ?? null,
    port: e.PORT,
    host: e.HOST,
    publicUrl: new URL(e.PUBLIC_URL ?? `http://${e.HOST === '0.0.0.0' || e.HOST === '::' ? 'localhost' : bracket(e.HOST)}:${e.PORT}`),
    trustedProxies: readList(e.TRUSTED_PROXIES),
    webhookPort: e.WEBHOOK_PORT ?? null,
    metricsPort: e.METRICS_PORT ?? null,
    keyFile: e.KIKIMIMI_KEY_FILE ?? `${e.DATA_DIR}/keys/kek`,
    formerKeyFiles: readList(e.KIKIMIMI_FORMER_KEY_FILES),
    roles: readRoles(argv),
    baseUrls: readBaseUrls(env),
    logLevel: e.LOG_LEVEL,
    failAt: readFailAt(e.FAIL_AT),
    leases: {
      intakeSeconds: e.INTAKE_LEASE_SECONDS, sendingSeconds: e.SENDING_LEASE_SECONDS, settleSeconds: e.SETTLE_SECONDS,
      undoSeconds: e.UNDO_SECONDS, missedMinutes: e.MISSED_MINUTES,
    },
  }
  refuseSubPath(config.publicUrl)
  refuseUnknownProxy(config.trustedProxies)
  refuseOpenHost(config, e.KIKIMIMI_ALLOW_OPEN_HOST === 'yes')
  return config
}

/** Links, the cookie's path and the console's own addresses begin at the root. */
function refuseSubPath({ pathname, search, hash, username, origin }: URL): void {
  if (pathname === '/' && search + hash + username === '') return
  throw new BadConfiguration({
    ja: `PUBLIC_URL にはパスを付けられません。${origin} のように、ホスト名だけを指定してください（サブパスでの公開には対応していません）。`,
    en: `PUBLIC_URL takes no path: write it as ${origin}. Serving below a sub-path is not supported.`,
  })
}

/** A name here would silently trust nobody, and every client would count as the proxy. */
function refuseUnknownProxy(proxies: readonly string[]): void {
  const unknown = proxies.filter((entry) => !(entry.includes('/') ? Cidr : Address).safeParse(entry).success)
  if (unknown.length === 0) return
  throw new BadConfiguration({
    ja: `TRUSTED_PROXIES には IP アドレスか 10.0.0.0/8 のような範囲を指定してください: ${unknown.join(', ')}`,
    en: `TRUSTED_PROXIES takes IP addresses or ranges such as 10.0.0.0/8, not: ${unknown.join(', ')}`,
  })
}

/** Another address than loopback without TLS in front would send passwords in the clear. */
function refuseOpenHost(config: Config, allowed: boolean): void {
  const loopback = ['127.0.0.1', '::1', 'localhost'].includes(config.host)
  if (loopback || allowed || config.publicUrl.protocol === 'https:') return
  throw new BadConfiguration({
    ja: `HOST=${config.host} で公開するには https の PUBLIC_URL を設定してください。暗号化なしで使うなら KIKIMIMI_ALLOW_OPEN_HOST=yes を付けてください。`,
    en: `HOST=${config.host} needs an https PUBLIC_URL. To go without encryption on purpose, set KIKIMIMI_ALLOW_OPEN_HOST=yes.`,
  })
}

function readRoles(argv: readonly string[]): ReadonlySet<RoleName> {
  const at = argv.findIndex((arg) => arg === '--role' || arg.startsWith('--role='))
  if (at < 0) return new Set(roleNames)
  const value = argv[at]!.includes('=') ? argv[at]!.split('=')[1]! : (argv[at + 1] ?? '')
  const names = value.split(',').map((name) => name.trim()).filter(Boolean)
  const unknown = names.filter((name) => !roleNames.includes(name as RoleName))
  if (names.length === 0 || unknown.length > 0) {
    throw new BadConfiguration({
      ja: `--role には ${roleNames.join(', ')} をカンマ区切りで指定してください。`,
      en: `--role takes a comma list of ${roleNames.join(', ')}.`,
    })
  }
  return new Set(names as RoleName[])
}

function readList(value: string): string[] {
  return value.split(',').map((part) => part.trim()).filter(Boolean)
}

function readBaseUrls(env: Record<string, string | undefined>): Config['baseUrls'] {
  const found: Config['baseUrls'] = {}
  for (const [key, value] of Object.entries(env)) {
    const match = /^(X|LINE|FEED)_(?:([A-Z]+)_)?BASE_URL$/.exec(key)
    if (!match || !value) continue
    const network = match[1]!.toLowerCase()
    found[network] = { ...found[network], [(match[2] ?? 'API').toLowerCase()]: value.replace(/\/$/, '') }
  }
  return found
}

function readFailAt(value: string | undefined): Config['failAt'] {
  if (!value) return null
  const [stage, nth] = value.split(':') as [string, string]
  return { stage, nth: Number(nth) }
}

function withoutEmpty(env: Record<string, string | undefined>): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
}

function bracket(host: string): string {
  return host.includes(':') ? `[${host}]` : host
}
