import { randomBytes } from 'node:crypto'
import { connectChannel } from '../../core/channel/connect-channel.ts'
import { createApp } from '../../core/channel/create-app.ts'
import type { Context, Scope } from '../../core/context.ts'
import { createRule } from '../../core/rule/create-rule.ts'
import { saveTeam } from '../../core/team/save-team.ts'
import type { Role } from '../../core/team/team.ts'
import type { LineSimulator } from '../../fixtures/simulators/line.ts'
import type { XSimulator } from '../../fixtures/simulators/x.ts'
import { checkCredentials } from '../../ingest/check-channel.ts'
import type { Product } from '../../product.ts'

interface Furniture {
  x: XSimulator
  line: LineSimulator
  /** Where the simulators send their webhooks. */
  origin: string
  shownOrigin: string
}

const colleagues: { name: string; email: string; role: Role; team: string }[] = [
  { name: '高橋 健', email: 'ken@kazamachi.example', role: 'manager', team: 'マーケ' },
  { name: '鈴木 美咲', email: 'misaki@kazamachi.example', role: 'agent', team: 'サポート' },
  { name: '佐藤 翔太', email: 'shota@kazamachi.example', role: 'marketer', team: 'マーケ' },
  { name: '伊藤 直子', email: 'naoko@kazamachi.example', role: 'analyst', team: 'マーケ' },
  { name: '渡辺 一郎', email: 'ichiro@kazamachi.example', role: 'agent', team: '営業' },
]

/** A workspace as a company would have it after its first week: people, teams, channels, rules. */
export async function furnish(product: Product, given: Furniture): Promise<{ signInUrl: string; scope: Scope }> {
  const { identity, inWorkspace } = product.parts
  const visitor = { headers: new Headers({ host: new URL(given.origin).host }), address: '127.0.0.1' }
  const { token } = await identity.createSetupLink()
  const made = await identity.setUp({ token, workspaceName: '風待製菓', name: '田中 花子', email: 'hanako@kazamachi.example', password: randomBytes(24).toString('base64url') }, visitor)
  const scope: Scope = { workspaceId: made.workspaceId, actor: { kind: 'user', id: made.userId, name: '田中 花子' }, role: 'administrator', teamIds: [], channels: 'all' }
  const teams = await makeTeams(product, scope, made.userId)
  for (const { name, email, role, team } of colleagues) {
    const invitation = await identity.createInviteLink(scope, { email, role, teamIds: [teams.get(team)!] })
    await identity.useLink(invitation.token, { name, password: randomBytes(24).toString('base64url') }, visitor)
  }
  await connect(product, scope, given)
  await inWorkspace(scope, (ctx) => makeRules(ctx, teams))
  const link = await identity.createSigninLink(made.userId)
  return { signInUrl: `${given.shownOrigin}/link/${link.token}`, scope }
}

async function makeTeams(product: Product, scope: Scope, userId: string): Promise<Map<string, string>> {
  const teams = new Map<string, string>()
  for (const name of ['マーケ', 'サポート', '営業']) {
    const team = await product.parts.inWorkspace(scope, (ctx) => saveTeam(ctx, { name, memberIds: name === 'マーケ' ? [userId] : [], channelIds: [] }))
    teams.set(name, team.id)
  }
  return teams
}

async function connect(product: Product, scope: Scope, { x, line, origin }: Furniture): Promise<void> {
  const { ingest, inWorkspace, config } = product.parts
  const addresses = { publicUrl: config.publicUrl }
  const networks: { network: string; secrets: Record<string, string>; own: Record<string, string>; simulator: XSimulator | LineSimulator; pollEverySeconds?: number }[] = [
    { network: 'x', secrets: { consumerKey: x.credentials.consumerKey, consumerSecret: x.credentials.consumerSecret, bearerToken: x.credentials.bearerToken }, own: { accessToken: x.credentials.accessToken, accessSecret: x.credentials.accessSecret }, simulator: x, pollEverySeconds: 15 },
    { network: 'line', secrets: { channelSecret: line.credentials.channelSecret }, own: { channelAccessToken: line.credentials.channelAccessToken }, simulator: line },
  ]
  for (const { network, secrets, own, simulator, pollEverySeconds } of networks) {
    const app = await inWorkspace(scope, (ctx) => createApp(ctx, { network, name: network === 'x' ? 'X 開発者アプリ' : 'LINE Developers', credentials: secrets }, addresses))
    const checked = await checkCredentials(ingest, { workspaceId: scope.workspaceId, network, appId: app.id, credentials: own, config: {} })
    await inWorkspace(scope, (ctx) => connectChannel(ctx, { network, appId: app.id, credentials: own, config: {}, pollEverySeconds }, checked, addresses))
    await simulator.connectWebhook(`${origin}${new URL(app.webhookUrl).pathname}`)
  }
}

async function makeRules(ctx: Context, teams: ReadonlyMap<string, string>): Promise<void> {
  const text = (anyOf: string[]) => ({ text: { anyOf, noneOf: [] } })
  const rules = [
    { name: '返金・返品はサポートへ', conditions: text(['返金', '返品', '交換してほしい', '壊れて', '割れて']), actions: [{ kind: 'open-ticket', type: 'incident', priority: 'high', teamId: teams.get('サポート') }] },
    { name: 'アレルギー・異物は至急', conditions: text(['アレルギー', 'アレルゲン', '異物', '金属片', '虫が']), actions: [{ kind: 'open-ticket', type: 'incident', priority: 'urgent', teamId: teams.get('サポート') }, { kind: 'tag', tag: '至急' }, { kind: 'notify', teamIds: [teams.get('サポート'), teams.get('マーケ')] }] },
    { name: '法人・まとめ買いは営業へ', conditions: text(['法人', '弊社', '卸の相談', '卸のご相談', '記念品', '見積']), actions: [{ kind: 'capture-lead', teamId: teams.get('営業') }, { kind: 'tag', tag: '商談' }] },
    { name: 'スパムを分ける', conditions: text(['フォロバ', '相互フォロー', 'ウォレット', 'スーパーコピー', 'ブランドバッグ', '空売り', 'claim your iPhone']), actions: [{ kind: 'sort', sorting: 'spam' }] },
  ]
  for (const rule of rules) await createRule(ctx, { enabled: true, ...rule })
}
