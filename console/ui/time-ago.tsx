import { useNow } from '../app/now.ts'
import { useTimes } from '../app/zone.ts'

/** Relative on the screen, absolute with the zone on hover and for readers. */
export function TimeAgo({ at }: { at: string }) {
  const now = useNow()
  const times = useTimes()
  return <time dateTime={at} title={`${times.absolute(at)} (${times.zone})`}>{times.ago(at, now)}</time>
}

export function TimeAt({ at }: { at: string }) {
  const times = useTimes()
  return <time dateTime={at} title={times.zone}>{times.absolute(at)}</time>
}
