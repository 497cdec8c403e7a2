import { send } from './client.ts'

/**
 * One stream a tab. Read by fetch and not by EventSource: it must carry the workspace header, and a connection
 * that is silent for longer than two heartbeats is dead even when nothing closed it.
 */
export type LiveState = 'connecting' | 'live' | 'reconnecting' | 'stopped'

export interface StreamEvent {
  name: string
  data: unknown
}

type Listener = (event: StreamEvent) => void

const listeners = new Set<Listener>()
const watchers = new Set<() => void>()
const silenceMs = 40_000

let state: LiveState = 'stopped'
let lastEventId: string | null = null
let running: AbortController | null = null

export function onStream(listener: Listener): () => void {
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
  }
}

export function watchLiveState(watcher: () => void): () => void {
  watchers.add(watcher)
  return () => {
    watchers.delete(watcher)
  }
}

export function liveState(): LiveState {
  return state
}

/** Starts once; gives the function that stops. */
export function startStream(): () => void {
  if (running) return stopStream
  running = new AbortController()
  window.addEventListener('online', wake)
  void keepReading(running.signal)
  return stopStream
}

function stopStream(): void {
  running?.abort()
  running = null
  window.removeEventListener('online', wake)
  setState('stopped')
}

let wakeUp: (() => void) | null = null
function wake(): void {
  wakeUp?.()
}

async function keepReading(signal: AbortSignal): Promise<void> {
  let failures = 0
  while (!signal.aborted) {
    setState(failures === 0 && state === 'stopped' ? 'connecting' : state === 'live' ? 'reconnecting' : state)
    const wasLive = await readOnce(signal, () => {
      failures = 0
    }).catch(() => 'refused' as const)
    if (signal.aborted) return
    if (wasLive === 'signed-out') {
      setState('stopped')
      return
    }
    failures++
    setState('reconnecting')
    await pause(Math.min(30_000, 500 * 2 ** Math.min(failures, 6)) * (0.7 + Math.random() * 0.6), signal)
  }
}

async function readOnce(signal: AbortSignal, opened: () => void): Promise<'ended' | 'signed-out'> {
  const own = new AbortController()
  const both = AbortSignal.any([signal, own.signal])
  let timer = setTimeout(() => own.abort(), silenceMs)
  try {
    const headers: Record<string, string> = { Accept: 'text/event-stream' }
    if (lastEventId !== null) headers['Last-Event-ID'] = lastEventId
    const response = await send('/api/events', { headers, signal: both, cache: 'no-store' })
    if (response.status === 401) return 'signed-out'
    if (!response.ok || !response.body) throw new Error(`stream answered ${response.status}`)
    const again = lastEventId !== null || state === 'reconnecting'
    opened()
    setState('live')
    if (again) tell({ name: 'reconnected', data: null })
    let rest = ''
    for await (const text of textOf(response.body)) {
      clearTimeout(timer)
      timer = setTimeout(() => own.abort(), silenceMs)
      rest = readEvents(rest + text)
    }
    return 'ended'
  } finally {
    clearTimeout(timer)
  }
}

async function* textOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      yield decoder.decode(value, { stream: true })
    }
  } finally {
    reader.cancel().catch(() => undefined)
  }
}

/** Tells every whole event and gives back what is not whole yet. */
function readEvents(text: string): string {
  const parts = text.replaceAll('\r\n', '\n').split('\n\n')
  const rest = parts.pop() ?? ''
  for (const part of parts) readEvent(part)
  return rest
}

function readEvent(part: string): void {
  let name = 'message'
  const data: string[] = []
  for (const line of part.split('\n')) {
    const at = line.indexOf(':')
    if (at <= 0) continue
    const value = line.slice(at + 1).replace(/^ /, '')
    if (line.startsWith('event:')) name = value
    else if (line.startsWith('data:')) data.push(value)
    else if (line.startsWith('id:')) lastEventId = value
  }
  if (data.length === 0) return
  try {
    tell({ name, data: JSON.parse(data.join('\n')) })
  } catch {
    // An event that is not ours to read must not end the stream.
  }
}

function tell(event: StreamEvent): void {
  for (const listener of listeners) listener(event)
}

function setState(next: LiveState): void {
  if (next === state) return
  state = next
  for (const watcher of watchers) watcher()
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms)
    function done(): void {
      clearTimeout(timer)
      wakeUp = null
      resolve()
    }
    wakeUp = done
    signal.addEventListener('abort', done, { once: true })
  })
}
