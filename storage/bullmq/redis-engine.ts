import { BadConfiguration } from '../../core/errors.ts'
import { eventStream, jobOptions, workerOptions, type Engine } from './engine.ts'

const prefix = 'kikimimi'

/** BullMQ on Redis or Valkey, for several machines. `log` hears what the connections complain about. */
export async function openRedisEngine(redisUrl: string, log: (problem: unknown) => void): Promise<Engine> {
  const [{ Queue, Worker }, { Redis }] = await Promise.all([import('bullmq'), import('ioredis')])
  // Whoever asks for work must hear at once that Redis is gone; whoever waits for work waits on.
  const commands = new Redis(redisUrl, { maxRetriesPerRequest: 1, enableOfflineQueue: false, lazyConnect: true, commandTimeout: 5000 })
  const waiting = new Redis(redisUrl, { maxRetriesPerRequest: null, lazyConnect: true })
  for (const connection of [commands, waiting]) connection.on('error', log)
  try {
    await Promise.all([commands.connect(), waiting.connect()])
  } catch (cause) {
    for (const connection of [commands, waiting]) connection.disconnect()
    throw unreachable(redisUrl, cause)
  }
  return {
    name: 'bullmq-redis',
    makeQueue: (name) => new Queue(name, { connection: commands, prefix, defaultJobOptions: jobOptions, streams: eventStream }),
    makeWorker: (name, work, options) => new Worker(name, work, { connection: waiting, prefix, ...workerOptions, ...options }),
    async close() {
      for (const connection of [commands, waiting]) connection.disconnect()
    },
  }
}

function unreachable(redisUrl: string, cause: unknown): BadConfiguration {
  const { host } = new URL(redisUrl)
  return new BadConfiguration({
    ja: `REDIS_URL の Redis（${host}）に接続できません。Redis が動いているか、アドレスとパスワードを確かめてください。`,
    en: `Redis at REDIS_URL (${host}) does not answer. Check that it runs, and its address and password.`,
  }, cause)
}
