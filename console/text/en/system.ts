import type { ja } from '../ja/system.ts'

export const en: typeof ja = {
  title: 'System', lanes: 'Work', lanesNote: 'How much waits in each lane, and for how long the oldest.', laneNames: { intake: 'Intake', outbound: 'Sending', events: 'History', index: 'Search' }, depth: 'Waiting', oldest: 'Oldest', parked: 'Parked', lastProgress: 'Last progress', nothing: 'None', flowing: 'Flowing', waiting: (n: string) => `${n} waiting`,
  versions: 'Versions', version: 'Kikimimi', database: 'Database', language: 'Language engine', started: 'Started', storage: 'Storage', keyFile: 'Key file', keyNote: 'Credentials are sealed with this key. Keep a copy apart from the back-ups too.',
  outbound: 'Sending', running: 'Sending is on', paused: 'Sending is stopped', pausedSince: (when: string) => `Stopped since ${when}`, reason: 'Reason', pause: 'Stop all sending', resume: 'Resume sending', pauseNote: 'Replies can still be written; they leave when sending resumes.', pausedNow: 'Sending is stopped', resumedNow: 'Sending resumed', pauseTitle: 'Stop all sending',
  chain: 'Chain of events', chainNote: 'Checks that no record of what was done is missing or rewritten.', checkChain: 'Check', whole: (n: string) => `All ${n} records are whole.`, erased: (n: string) => `The content of ${n} of them was erased on request.`, broken: (n: string) => `The chain breaks at record ${n}. Compare with a back-up.`,
}
