import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate } from 'node:zlib'
import type { Dispatcher } from 'undici'
import { OutboundFailure } from '../../core/ports/outbound-fetch.ts'

export interface Exchange {
  method: string
  headers: Record<string, string>
  body: string | Uint8Array | null
  maxBytes: number
  /** Its reason is `timeout` or `aborted`. */
  stop: AbortSignal
  /** An earlier hop has reached the network. */
  sentBefore: boolean
}

export interface Answer {
  status: number
  headers: Headers
  bytes: Uint8Array
}

/** One request, one answer, no second attempt. @throws OutboundFailure whose `sent` is false only if no byte can have left. */
export function exchange(dispatcher: Dispatcher, url: URL, request: Exchange): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>()
  let sent = request.sentBefore
  let status = 0
  let headers = new Headers()
  let size = 0
  const chunks: Buffer[] = []
  let abort: ((reason: Error) => void) | null = null
  let over = false

  function fail(reason: OutboundFailure['reason'], message: string, cause?: unknown): void {
    if (over) return
    end()
    const failure = new OutboundFailure(reason, sent, `${request.method} ${url.origin}: ${message}`, cause)
    abort?.(failure)
    reject(failure)
  }
  function onStop(): void {
    const reason = request.stop.reason === 'timeout' ? 'timeout' : 'aborted'
    fail(reason, reason === 'timeout' ? 'no complete answer in time' : 'given up by the caller')
  }
  function end(): void {
    over = true
    request.stop.removeEventListener('abort', onStop)
  }

  if (request.stop.aborted) {
    onStop()
    return promise
  }
  request.stop.addEventListener('abort', onStop, { once: true })
  dispatcher.dispatch(
    { origin: url.origin, path: url.pathname + url.search, method: request.method, headers: request.headers, body: request.body, headersTimeout: 0, bodyTimeout: 0 },
    {
      // Called with a connection at hand, just before the first byte is written; aborting here still keeps everything back.
      onRequestStart(controller) {
        if (over) return controller.abort(new Error('over before it began'))
        abort = (reason) => controller.abort(reason)
        sent = true
      },
      onResponseStart(_controller, code, raw) {
        if (code < 200) return
        status = code
        headers = toHeaders(raw)
        const length = Number(headers.get('content-length') ?? 0)
        if (length > request.maxBytes && request.method !== 'HEAD') fail('too-large', `the answer has ${length} bytes`)
      },
      onResponseData(_controller, chunk) {
        size += chunk.length
        if (size > request.maxBytes) fail('too-large', `the answer has more than ${request.maxBytes} bytes`)
        else if (!over) chunks.push(chunk)
      },
      onResponseEnd() {
        if (over) return
        decode(Buffer.concat(chunks), headers, request.maxBytes).then((bytes) => {
          if (over) return
          end()
          resolve({ status, headers, bytes })
        }, (cause: unknown) => fail(isTooLarge(cause) ? 'too-large' : 'reset', 'the answer cannot be unpacked', cause))
      },
      onResponseError(_controller, cause) {
        if (cause instanceof OutboundFailure) return fail(cause.reason, cause.message, cause)
        return fail(sent ? 'reset' : 'unreachable', cause.message, cause)
      },
    },
  )
  return promise
}

function toHeaders(raw: Record<string, string | string[] | undefined>): Headers {
  const headers = new Headers()
  for (const [name, value] of Object.entries(raw)) {
    for (const one of Array.isArray(value) ? value : value === undefined ? [] : [value]) headers.append(name, one)
  }
  return headers
}

const unpackers: Record<string, (packed: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>> = {
  gzip: promisify(gunzip), 'x-gzip': promisify(gunzip), deflate: promisify(inflate), br: promisify(brotliDecompress),
}

/** A small answer can unpack to a huge one, so the limit holds after unpacking too. */
async function decode(packed: Buffer, headers: Headers, maxBytes: number): Promise<Uint8Array> {
  const unpack = unpackers[headers.get('content-encoding')?.trim().toLowerCase() ?? '']
  return unpack && packed.length > 0 ? unpack(packed, { maxOutputLength: maxBytes }) : packed
}

function isTooLarge(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE'
}
