import type { Agent } from 'node:http'

/**
 * The one way out. Obeys HTTPS_PROXY, NO_PROXY and a company's CA, refuses private addresses (literals, names that resolve
 * to one, redirects to one) unless the operator named the base URL, never retries, never follows a redirect unasked.
 */
export interface OutboundFetch {
  fetch(url: string | URL, options?: OutboundRequest): Promise<OutboundResponse>
  /** For SDKs that bring their own client: an agent under the same rules. */
  agentFor(url: string | URL): Agent
}

export interface OutboundRequest {
  method?: string
  headers?: Record<string, string>
  body?: string | Uint8Array
  /** Whole time for connect, headers and body; 15 s by default. */
  deadlineMs?: number
  /** Bytes of body after which the answer is refused; 10 MiB by default. */
  maxBytes?: number
  /** Redirects to follow, each checked again; 0 by default. */
  redirects?: number
  signal?: AbortSignal
}

export interface OutboundResponse {
  status: number
  headers: Headers
  bytes: Uint8Array
  text(): string
  /** Throws `OutboundFailure` with reason `not-json` for anything else. */
  json(): unknown
}

/** `sent` says whether a byte of the request can have reached the network: if not, it was provably not applied. */
export class OutboundFailure extends Error {
  readonly reason: 'refused-address' | 'unreachable' | 'timeout' | 'too-large' | 'reset' | 'not-json' | 'redirect' | 'aborted'
  readonly sent: boolean
  constructor(reason: OutboundFailure['reason'], sent: boolean, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'OutboundFailure'
    this.reason = reason
    this.sent = sent
  }
}
