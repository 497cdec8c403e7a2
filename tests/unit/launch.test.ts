import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test, vi } from 'vitest'

const launcher = fileURLToPath(new URL('../../launch.js', import.meta.url))
const program = fileURLToPath(new URL('launched-program.ts', import.meta.url))

function launch(...args: string[]) {
  const child = spawn(process.execPath, [launcher, program, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  return { child, ended: once(child, 'exit'), said: once(child.stdout, 'data').then(([line]) => JSON.parse(String(line))) }
}

test('the program runs on Node 24, watches its launcher without living for it, and its exit code is ours', async () => {
  const { ended, said } = launch('exit', '7')
  expect(await said).toEqual({ node: expect.stringMatching(/^v24\./), watched: true, left: null })
  expect(await ended).toEqual([7, null])
})

test('a program that dies of a signal gives 128 and its number', async () => {
  const { ended } = launch('die')
  expect(await ended).toEqual([137, null])
})

test('a signal to the launcher reaches the program, which decides how to end', async () => {
  const { child, ended, said } = launch('live')
  await said
  child.kill('SIGTERM')
  expect(await ended).toEqual([5, null])
})

test('kill -9 of the launcher is noticed by the program', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kiki-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const note = join(folder, 'note')
  const { child, said } = launch('live', note)
  await said
  child.kill('SIGKILL')
  await vi.waitFor(() => expect(existsSync(note)).toBe(true), { timeout: 10_000, interval: 20 })
})
