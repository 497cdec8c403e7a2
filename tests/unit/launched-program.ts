// A program under the launcher: `exit CODE`, `die` of a signal, or `live` until it is told to stop or its launcher is gone.
import { writeFileSync } from 'node:fs'
import { watchParent } from '../../launch-pipe.ts'

const [what, detail = ''] = process.argv.slice(2)
if (what === 'exit') process.exitCode = Number(detail)
if (what === 'die') process.kill(process.pid, 'SIGKILL')
const watched = watchParent(() => {
  writeFileSync(detail, 'gone')
  process.exit()
})
if (what === 'live') {
  process.on('SIGTERM', () => process.exit(5))
  setInterval(() => {}, 60_000)
}
console.log(JSON.stringify({ node: process.version, watched, left: process.env['KIKIMIMI_PARENT_FD'] ?? null }))
