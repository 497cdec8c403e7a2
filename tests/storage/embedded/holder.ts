// A product in miniature: starts the embedded Postgres of the folder it is given, says so, and lives until it is killed.
import { startEmbedded } from '../../../storage/embedded/start-embedded.ts'

try {
  const server = await startEmbedded({ dataDir: process.argv[2] ?? '' })
  console.log(JSON.stringify({ pid: server.pid(), connectionString: server.connectionString }))
  process.on('SIGTERM', () => void server.stop().then(() => process.exit(0)))
  setInterval(() => {}, 60_000)
} catch (error) {
  console.log(JSON.stringify({ error: String(error) }))
  process.exit(1)
}
