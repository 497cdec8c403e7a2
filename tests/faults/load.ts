import { appendFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { buildEvent } from '../../fixtures/simulators/line/events.ts'
import { signLine } from '../../fixtures/simulators/line.ts'
import { activityBody, postCreated } from '../../fixtures/simulators/x/events.ts'
import { signX } from '../../fixtures/simulators/x.ts'
import { triggerWord, type Company, type Networks } from './company.ts'

/** What the world outside did and was told. */
export interface Load {
  /** `network/id` of every message whose webhook was answered 2xx, and of every post that only a poll can bring. */
  owed: Set<string>
  /** The same with the word that the rule waits for. */
  triggers: Set<string>
  /** Texts of replies that the API took (202). */
  promisedReplies: Set<string>
  /** How webhooks were answered; `none`: no answer at all. */
  statuses: Map<number | 'none', number>
  /** Answers that are neither 2xx nor 503 with Retry-After. */
  wrong: string[]
  /** So many messages more may be written; without a call there is no end to them. */
  allow(more: number): void
  stop(): Promise<void>
}

export interface LoadOptions {
  networks: Networks
  company: Company
  /** Where the product serves now. */
  base: () => string | null
  random: () => number
  /** Each acknowledged id is written here after its 2xx. */
  file: string
}

interface Message {
  key: string
  path: string
  body: string
  headers: Record<string, string>
  triggers: boolean
}

/** Signed webhooks of both networks, posts that only a poll finds, repetitions, and people who answer, all at once. */
export function startLoad(options: LoadOptions): Load {
  const { networks, random } = options
  const load: Load = { owed: new Set(), triggers: new Set(), promisedReplies: new Set(), statuses: new Map(), wrong: [], allow, stop }
  const sent: Message[] = []
  let serial = 0
  let stopped = false
  let allowed = Infinity
  const running = [sendMessages(), sendMessages(), postQuietly(), answerPeople()]

  async function sendMessages(): Promise<void> {
    for (; !stopped; await sleep(20 + random() * 30)) {
      const again = sent.length > 10 && (serial >= allowed || random() < 0.1)
      if (!again && serial >= allowed) continue
      const message = again ? sent[Math.floor(random() * sent.length)]! : write(options, ++serial)
      await deliver(message, random() < 0.7 ? 100 : 1)
    }
  }

  /** A network repeats what was not taken; sometimes it gives up. */
  async function deliver(message: Message, tries: number): Promise<void> {
    for (let n = 0; n < tries && !stopped; n++) {
      const status = await post(options, message, load)
      load.statuses.set(status, (load.statuses.get(status) ?? 0) + 1)
      if (status === 200) {
        appendFileSync(options.file, `${message.key}\n`)
        load.owed.add(message.key)
        if (message.triggers) load.triggers.add(message.key)
        sent.push(message)
        return
      }
      await sleep(50 + random() * 100)
    }
  }

  async function postQuietly(): Promise<void> {
    for (; !stopped; await sleep(40 + random() * 80)) {
      if (serial >= allowed) continue
      const triggers = random() < 0.2
      const post = networks.x.post({ author: `quiet${++serial}`, text: textFor(networks, serial, triggers) }, true)
      load.owed.add(`x/${post.id}`)
      if (triggers) load.triggers.add(`x/${post.id}`)
    }
  }

  async function answerPeople(): Promise<void> {
    const answered = new Set<string>()
    for (; !stopped; await sleep(50)) await answerOne(options, load, answered).catch(() => {})
  }

  function allow(more: number): void {
    allowed = serial + more
  }

  async function stop(): Promise<void> {
    stopped = true
    await Promise.all(running)
  }
  return load
}

function textFor({ x }: Networks, serial: number, triggers: boolean): string {
  return `@${x.state.ownUser.username} ${serial} 番の箱が届きました。${triggers ? `割れていたので${triggerWord}してください` : 'おいしかったです'}`
}

function write({ networks, company, random }: LoadOptions, serial: number): Message {
  const { x, line } = networks
  const triggers = random() < 0.2
  if (random() < 0.5) {
    // Whoever asks for money back writes once; the others come back, so that pages share conversations.
    const user = triggers ? `客${serial}` : `客${serial % 20}`
    const event = buildEvent(line.state, line.clock, { user }, { type: 'text', text: textFor(networks, serial, triggers) })
    const body = JSON.stringify({ destination: line.state.bot.userId, events: [event] })
    return { key: `line/${(event['message'] as { id: string }).id}`, path: company.paths.line, body, headers: { 'x-line-signature': signLine(body, line.credentials.channelSecret) }, triggers }
  }
  // Half of them the poll will bring as well.
  const post = x.post({ author: `hito${serial}`, text: textFor(networks, serial, triggers), webhookOnly: random() < 0.5 }, true)
  const activity = postCreated(x.state, post, x.url).find(({ type }) => type === 'post.mention.create')!
  const body = JSON.stringify(activityBody(activity, { filter: { user_id: x.state.ownUser.id } }))
  return { key: `x/${post.id}`, path: company.paths.x, body, headers: { 'x-twitter-webhooks-signature': signX(body, x.credentials.consumerSecret) }, triggers }
}

async function post({ base }: LoadOptions, message: Message, load: Load): Promise<number | 'none'> {
  try {
    const answer = await fetch(`${base()}${message.path}`, { method: 'POST', body: message.body, headers: { 'content-type': 'application/json', ...message.headers }, signal: AbortSignal.timeout(10_000) })
    await answer.arrayBuffer()
    const patient = answer.status === 503 && Number(answer.headers.get('retry-after')) > 0
    if (answer.status !== 200 && !patient) load.wrong.push(`${answer.status} for ${message.path}`)
    return answer.status
  } catch {
    return 'none'
  }
}

/** One reply, asked for again under the same key until the API has taken it. */
async function answerOne({ base, company, random }: LoadOptions, load: Load, answered: Set<string>): Promise<void> {
  const inbox = await company.call(base()!, '/api/conversations?view=waiting&limit=50')
  const rows = (inbox.body['rows'] ?? []) as { id: string }[]
  const fresh = rows.filter((row) => !answered.has(row.id))
  const chosen = fresh[Math.floor(random() * fresh.length)]
  if (!chosen) return
  answered.add(chosen.id)
  const offer = await company.call(base()!, `/api/conversations/${chosen.id}/offer`)
  if (offer.body['possible'] !== true) return
  const text = `お知らせいただきありがとうございます（${answered.size}）`
  for (let tries = 0; tries < 40; tries++) {
    const taken = await company.call(base()!, `/api/conversations/${chosen.id}/replies`, {
      method: 'POST', body: { text, operation: offer.body['operation'] }, headers: { 'idempotency-key': `answer-${answered.size}` },
    }).catch(() => ({ status: 0 }))
    if (taken.status === 202) load.promisedReplies.add(text)
    if (taken.status >= 200 && taken.status < 500) return
    await sleep(100)
  }
}
