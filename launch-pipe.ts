import { Socket } from 'node:net'

/**
 * Calls `onGone` once when the launcher that started this process is gone, however it died. Does not keep the process alive.
 * Returns false when no launcher is there to watch (started by `node main.ts`, or by a program that itself runs under a launcher).
 */
export function watchParent(onGone: () => void): boolean {
  const descriptor = Number(process.env['KIKIMIMI_PARENT_FD'])
  const launcher = Number(process.env['KIKIMIMI_LAUNCHER_PID'])
  // Whatever this process starts must not take our launcher for its own.
  delete process.env['KIKIMIMI_PARENT_FD']
  delete process.env['KIKIMIMI_LAUNCHER_PID']
  if (!Number.isInteger(descriptor) || descriptor < 3 || !Number.isInteger(launcher)) return false
  // The variables may be inherited from further up; then descriptor 3 is something else. A launcher that died before this line
  // leaves us with another parent as well, but is no longer there.
  if (process.ppid !== launcher) {
    if (isAlive(launcher)) return false
    setImmediate(onGone)
    return true
  }
  const pipe = new Socket({ fd: descriptor, readable: true, writable: false })
  let told = false
  const tell = () => {
    if (told) return
    told = true
    pipe.destroy()
    onGone()
  }
  pipe.on('end', tell).on('error', tell).on('close', tell)
  pipe.resume()
  pipe.unref()
  return true
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
