/** Processes tell each other by NOTIFY, in a statement of its own after the commit. Losing one costs a poll's delay, nothing else. */
export type Notify = (channel: NoticeChannel, payload: string) => Promise<void>

/**
 * `kikimimi_seal`: events were committed (no payload). `kikimimi_events`: {"workspace", "position"}, sealed up to there.
 * `kikimimi_arrivals`: workspace id, mentions came in.
 */
export type NoticeChannel = 'kikimimi_seal' | 'kikimimi_events' | 'kikimimi_arrivals'

const gapMs = 10

/**
 * The function to call after every commit that may hold events. However often it is called, at most one NOTIFY leaves this
 * process every 10 ms, and one always leaves after the last call. Never throws.
 */
export function makeWakeSealer(notify: Notify, wait: (ms: number, then: () => void) => void): () => void {
  let asked = false
  let resting = false

  function send(): void {
    asked = false
    resting = true
    notify('kikimimi_seal', '').catch(() => {})
    wait(gapMs, () => {
      resting = false
      if (asked) send()
    })
  }

  return function wakeSealer() {
    if (resting) asked = true
    else send()
  }
}
