import type { LineEvent } from '../../fixtures/simulators/line/events.ts'
import { signLine } from '../../fixtures/simulators/line.ts'
import { activityBody, type XActivity } from '../../fixtures/simulators/x/events.ts'
import { signX } from '../../fixtures/simulators/x.ts'
import { startTestProduct, type Person, type TestProduct } from '../support/product.ts'
import { startNetworks, type Networks } from './company.ts'

/** The product in this process, without workers, with X and LINE connected: bodies go in, and `drain` decides when. */
export interface SweetShop {
  product: TestProduct
  networks: Networks
  花子: Person
  /** Signed webhooks. @returns the status. */
  fromX(activity: XActivity): Promise<number>
  fromLine(events: readonly unknown[]): Promise<number>
  stop(): Promise<void>
}

export async function openSweetShop(): Promise<SweetShop> {
  const networks = await startNetworks()
  const { x, line } = networks
  const product = await startTestProduct({ env: networks.env })
  const 花子 = await product.setUp()
  const { consumerKey, consumerSecret, bearerToken, accessToken, accessSecret } = x.credentials
  const onX = await make('/api/apps', { network: 'x', name: 'X', credentials: { consumerKey, consumerSecret, bearerToken } })
  await make('/api/channels', { network: 'x', appId: onX['id'], credentials: { accessToken, accessSecret } })
  const onLine = await make('/api/apps', { network: 'line', name: 'LINE', credentials: { channelSecret: line.credentials.channelSecret } })
  await make('/api/channels', { network: 'line', appId: onLine['id'], credentials: { channelAccessToken: line.credentials.channelAccessToken } })

  async function make(path: string, body: unknown): Promise<Record<string, unknown>> {
    const answer = await 花子.request(path, { method: 'POST', body })
    if (answer.status >= 300) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
    return answer.body
  }
  async function send(app: Record<string, unknown>, body: string, headers: Record<string, string>): Promise<number> {
    return (await product.fetch(new Request(String(app['webhookUrl']), { method: 'POST', body, headers }))).status
  }
  return {
    product, networks, 花子,
    fromX(activity) {
      const body = JSON.stringify(activityBody(activity, { filter: { user_id: x.state.ownUser.id } }))
      return send(onX, body, { 'x-twitter-webhooks-signature': signX(body, consumerSecret) })
    },
    fromLine(events: readonly (LineEvent | unknown)[]) {
      const body = JSON.stringify({ destination: line.state.bot.userId, events })
      return send(onLine, body, { 'x-line-signature': signLine(body, line.credentials.channelSecret) })
    },
    async stop() {
      await product.stop()
      await networks.stop()
    },
  }
}
