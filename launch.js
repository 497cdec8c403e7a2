// Runs a file of this project under the Node 24 that the project brings itself, whatever Node (18 or later) the machine has.
// Plain JavaScript without imports of ours or of packages: it must work on every Node that npm runs on.
//
//   node launch.js FILE [arguments]
//
// The launcher stays as the parent. It holds one end of a pipe whose other end the program has as fd 3 (launch-pipe.ts):
// when the launcher is gone, by kill -9 too, the pipe closes and the program stops everything.
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { constants } from 'node:os'
import { fileURLToPath } from 'node:url'

const NEEDED_MAJOR = 24
// Far below what a person notices, far above what the check costs (it reads one small file).
const PARENT_CHECK_MS = 500

const [file, ...args] = process.argv.slice(2)
if (!file || file === '--help' || file === '-h') {
  console.log('使い方 / Usage: node launch.js FILE [arguments]\n同梱の Node 24 で FILE を実行します。 / Runs FILE under the Node 24 that comes with the project.')
  process.exit(file ? 0 : 2)
}
run(nodeBinary(), file, args)

function nodeBinary() {
  const system = process.platform === 'win32' ? 'win' : process.platform
  const name = process.platform === 'win32' ? 'node.exe' : 'node'
  const own = fileURLToPath(new URL(`node_modules/node-${system}-${process.arch}/bin/${name}`, import.meta.url))
  if (existsSync(own)) return own
  if (Number(process.versions.node.split('.')[0]) >= NEEDED_MAJOR) return process.execPath
  return refuse()
}

function refuse(reason = '') {
  console.error(
    `Node ${NEEDED_MAJOR} が要ります（この環境: Node ${process.versions.node}, ${process.platform}-${process.arch}）。Node ${NEEDED_MAJOR} 以降を入れるか、任意の依存を含めて npm ci をやり直してください。\n` +
      `Node ${NEEDED_MAJOR} is needed (here: Node ${process.versions.node}, ${process.platform}-${process.arch}). Install Node ${NEEDED_MAJOR} or later, or run npm ci again with optional dependencies included.` +
      (reason && `\n(${reason})`),
  )
  process.exit(1)
}

function run(binary, program, programArgs) {
  const child = spawn(binary, ['--disable-warning=ExperimentalWarning', program, ...programArgs], {
    stdio: ['inherit', 'inherit', 'inherit', 'pipe'],
    env: { NODE_COMPILE_CACHE: fileURLToPath(new URL('.cache/compile', import.meta.url)), ...process.env, KIKIMIMI_PARENT_FD: '3', KIKIMIMI_LAUNCHER_PID: String(process.pid) },
  })
  child.on('error', (error) => refuse(error.message))
  // The pipe carries nothing; a program that ends closes it under us, which is no error.
  child.stdio[3]?.on('error', () => {})

  // Ctrl-C in a terminal reaches the whole process group, so the program gets SIGINT twice: once from the terminal, once from
  // here. It must take the second as 'already stopping', never as 'stop without cleaning up'.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  stopWhenNpmDies(child)

  child.on('exit', (code, signal) => process.exit(signal ? 128 + (constants.signals[signal] ?? 0) : (code ?? 1)))
}

/** Under `npm start` the one to be killed is npm: without this the server would live on without anybody's command. */
function stopWhenNpmDies(child) {
  if (!process.env['npm_lifecycle_event'] || process.platform === 'win32') return
  const parent = process.ppid
  // npm runs a script through a shell, and some shells stay in between.
  const grandparent = isShell(parent) ? parentOf(parent) : undefined
  const timer = setInterval(() => {
    const alive = process.ppid === parent && (grandparent === undefined || parentOf(parent) === grandparent)
    if (alive) return
    clearInterval(timer)
    child.kill('SIGTERM')
  }, PARENT_CHECK_MS)
  timer.unref()
}

function isShell(pid) {
  return /^(sh|dash|bash|ash|busybox|zsh|ksh)$/.test(statOf(pid)?.name ?? '')
}

function parentOf(pid) {
  return statOf(pid)?.parent
}

function statOf(pid) {
  try {
    const [, name, parent] = /^\d+ \((.*)\) \S (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? []
    return { name, parent: Number(parent) }
  } catch {
    return undefined
  }
}
