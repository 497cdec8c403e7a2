import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { connectors } from '../../connectors/index.ts'
import type { Context, Ports, Scope } from '../../core/context.ts'
import type { ReplyView } from '../../core/conversation/conversation.ts'
import { noFailPoint } from '../../core/fail-point.ts'
import { newId } from '../../core/id.ts'
import { acceptItems } from '../../core/intake/accept-items.ts'
import { readAction } from '../../core/outbound/read-action.ts'
import { writeReply } from '../../core/reply/write-reply.ts'
import type { WorkQueue } from '../../core/ports/work-queue.ts'
import { startSimulator } from '../../fixtures/simulators/simulators.ts'
import { lineUserId } from '../../fixtures/simulators/line/state.ts'
import type { XPost } from '../../fixtures/simulators/x/state.ts'
import { activityBody, postCreated } from '../../fixtures/simulators/x/events.ts'
import { createLanguage } from '../../pipeline/language/create-language.ts'
import { drainIntake } from '../../pipeline/listen/worker.ts'
import type { Publish } from '../../pipeline/publish/ports.ts'
import { drainOutbox } from '../../pipeline/publish/worker.ts'
import { openOutbound } from '../../storage/outbound/open-outbound.ts'
import { createPostgresMentionIndex } from '../../storage/postgres/mention-index/create-mention-index.ts'
import { makeAsSystem, makeInWorkspace, makeWithinWorkspace } from '../../storage/postgres/scope.ts'
import { openSecrets } from '../../storage/secrets/open-secrets.ts'
import { advanceClock, openTestDatabase } from '../support/database.ts'
import { seedWorkspace, type PersonName } from '../support/people.ts'

export type World = Awaited<ReturnType<typeof openWorld>>

/** 青空製菓 with an X and a LINE account at the simulators, and everything between a verb and the wire. */
export async function openWorld() {
  const database = await openTestDatabase()
  const keys = mkdtempSync(join(tmpdir(), 'kikimimi-outbound-'))
  const secrets = openSecrets({ keyFile: join(keys, 'kek') })
  const [onX, onLine] = await Promise.all([startSimulator('x', { limits: {} }), startSimulator('line')])
  const baseUrls = { x: { api: onX.url }, line: { api: onLine.url, data: onLine.url } }
  const outbound = openOutbound({ baseUrls })
  const ports: Ports = {
    index: createPostgresMentionIndex(), language: createLanguage({ log: () => {} }), seal: secrets.seal, digest: secrets.digest,
    connectors: new Map(connectors.map((connector) => [connector.network, connector])),
  }
  const db = database.kysely
  const inWorkspace = makeInWorkspace(db, ports)
  const logged: { level: string; facts: object; words: string }[] = []
  const log = (level: string) => (facts: object, words: string) => void logged.push({ level, facts, words })
  const publish: Publish = {
    db, asSystem: makeAsSystem(db), withinWorkspace: makeWithinWorkspace(ports), ports, secrets, outbound, baseUrls, queue: noQueue,
    leases: { sendingSeconds: 120, settleSeconds: 90, missedMinutes: 15 }, failPoint: noFailPoint,
    log: { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') },
  }
  const workspace = await seedWorkspace(db)

  async function addChannel(network: 'x' | 'line', names: { external: string; name: string; handle: string | null }, app: object, own: object): Promise<string> {
    const [appId, id] = [newId(), newId()]
    const place = { workspaceId: workspace.id, network }
    await db.insertInto('app').values({ workspace_id: workspace.id, id: appId, network, key: appId, name: names.name, secrets: secrets.seal(JSON.stringify(app), { ...place, rowId: appId, column: 'secrets' }) }).execute()
    await db.insertInto('channel').values({
      workspace_id: workspace.id, id, network, app_id: appId, external_id: names.external, name: names.name, handle: names.handle, state_reason: null,
      credentials: secrets.seal(JSON.stringify(own), { ...place, rowId: id, column: 'credentials' }), cursor: null, poll_every_seconds: null, quota: null,
    }).execute()
    return id
  }
  const { consumerKey, consumerSecret, bearerToken, accessToken, accessSecret } = onX.credentials
  const channels = {
    x: await addChannel('x', { external: onX.state.ownUser.id, name: 'X公式', handle: onX.state.ownUser.username }, { consumerKey, consumerSecret, bearerToken }, { accessToken, accessSecret }),
    line: await addChannel('line', { external: onLine.state.bot.userId, name: 'LINE公式', handle: onLine.state.bot.basicId }, { channelSecret: onLine.credentials.channelSecret }, { channelAccessToken: onLine.credentials.channelAccessToken }),
  }

  async function addConversation(network: 'x' | 'line', key: string, person: string, mention: { externalId: string; text: string; kind: string; summoned: boolean; inReplyTo?: string }, token: string | null = null): Promise<string> {
    const [profileId, id, mentionId] = [newId(), newId(), newId()]
    const at = { last_mention_at: sql<string>`app.now()` }
    await db.insertInto('profile').values({ workspace_id: workspace.id, id: profileId, network, external_id: `${person}-${id}`, handle: person, name: person, avatar_url: null, avatar_media_id: null, followers: null, fetch_channel_id: null }).execute()
    await db.insertInto('conversation').values({
      workspace_id: workspace.id, id, channel_id: channels[network], network, external_key: key, profile_id: profileId, assignee_id: null, team_id: null, ...at,
      waiting_since: sql<string>`app.now()`, mention_count: 1, last_mention_id: mentionId, arrival: sql<number>`nextval('arrival_seq')`,
      reply_token: token, reply_token_expires_at: token === null ? null : sql<string>`app.now() + interval '55 seconds'`,
    }).execute()
    await db.insertInto('mention').values({
      workspace_id: workspace.id, id: mentionId, network, external_id: mention.externalId, channel_id: channels[network], conversation_id: id, author_id: profileId,
      kind: mention.kind, title: null, text: mention.text, url: null, in_reply_to: mention.inReplyTo ?? null, summoned: mention.summoned, language: 'ja', sentiment: 'negative', sentiment_score: -0.8,
      annotation: JSON.stringify({ confidence: 0.8, evidence: [] }), annotated_by: 'test', published_at: sql<string>`app.now()`, arrival: sql<number>`nextval('arrival_seq')`,
    }).execute()
    return id
  }

  let serial = 0
  const world = {
    database, db, publish, ports, workspace, channels, onX, onLine, logged, secrets, addConversation,
    as: <T>(name: PersonName | Scope, work: (ctx: Context) => Promise<T>): Promise<T> => inWorkspace(typeof name === 'string' ? workspace.people[name] : name, work),
    /** Someone speaks to us on X; answers the conversation and the post. */
    async askOnX(text: string, author = 'tanaka_m') {
      const post = onX.post({ author, authorName: '田中 誠', text: `@${onX.state.ownUser.username} ${text}` }, true)
      return { id: await addConversation('x', post.id, author, { externalId: post.id, text: post.text, kind: 'post', summoned: true }), post }
    },
    /** Someone writes to us on LINE, with a free way to answer that lasts a minute. */
    async askOnLine(text: string, { free }: { free: boolean }) {
      const user = `aoi-${++serial}`
      onLine.state.addUser(user, '佐々木 葵')
      const key = lineUserId(user)
      const token = free ? onLine.state.issueReplyToken(key) : null
      return { id: await addConversation('line', key, user, { externalId: `m-${serial}-${key}`, text, kind: 'direct', summoned: true }, token), key }
    },
    reply: (conversationId: string, text: string, operation: string, who: PersonName = '美咲', thenDone = false): Promise<ReplyView> =>
      world.as(who, (ctx) => writeReply(ctx, { conversationId, text, operation, thenDone, confirmed: false })),
    action: (id: string) => world.as('健', (ctx) => readAction(ctx, { id })),
    conversation: (id: string) => db.selectFrom('conversation').selectAll().where('id', '=', id).executeTakeFirstOrThrow(),
    drain: () => drainOutbox(publish),
    /** Time goes by, here and at the networks. */
    async pass(seconds: number) {
      await advanceClock(db, { seconds })
      onX.clock.advance(seconds * 1000)
      onLine.clock.advance(seconds * 1000)
    },
    /** X tells of posts of our own account, and the pipeline takes them in. */
    async listen(posts: XPost[]) {
      const source = { workspaceId: workspace.id, network: 'x', appId: null, channelId: channels.x, channels: new Map([[onX.state.ownUser.id, channels.x]]) }
      const bodies = posts.map((post) => activityBody(postCreated(onX.state, post, onX.url)[0]!, { filter: { user_id: onX.state.ownUser.id } }))
      await acceptItems(db, source, bodies.flatMap((body) => ports.connectors.get('x')!.split(body)))
      await drainIntake({ db, asSystem: publish.asSystem, withinWorkspace: publish.withinWorkspace, ports, queue: noQueue, leaseSeconds: 30, failPoint: noFailPoint, log: publish.log })
    },
    ourPosts: () => [...onX.state.posts.values()].filter((post) => post.authorId === onX.state.ownUser.id),
    async close() {
      await Promise.all([onX.stop(), onLine.stop(), outbound.close()])
      await database.close()
      rmSync(keys, { recursive: true, force: true })
    },
  }
  return world
}

/** Tests drain by hand; nothing needs waking. */
const noQueue: WorkQueue = {
  name: 'none', wake: async () => {}, listen: async () => ({ close: async () => {} }), schedule: async () => {}, idle: async () => {}, depth: async () => ({}), close: async () => {},
}
