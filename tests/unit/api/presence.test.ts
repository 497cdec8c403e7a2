import { expect, test } from 'vitest'
import { makeBell } from '../../../api/bell.ts'
import { makePresence, presenceMs } from '../../../api/presence.ts'

const place = { workspace: 'aozora', conversation: 'c1' }
const person = (name: string, writing = false) => ({ id: `user-${name}`, name, writing })

test('who is silent for 25 seconds is gone, and the place is named once', () => {
  let now = 0
  const presence = makePresence(() => now)
  presence.heard({ ...place, person: person('健', true) })
  now = 10_000
  presence.heard({ ...place, person: person('美咲') })
  now = presenceMs - 1
  expect(presence.here('aozora', 'c1')).toEqual([person('健', true), person('美咲')])
  now = presenceMs
  expect(presence.here('aozora', 'c1')).toEqual([person('美咲')])
  expect(presence.sweep()).toEqual([{ workspaceId: 'aozora', conversationId: 'c1' }])
  expect(presence.sweep()).toEqual([])
})

test('the latest word of a person holds, and only in its place', () => {
  const presence = makePresence(() => 0)
  presence.heard({ ...place, person: person('健', true) })
  presence.heard({ ...place, person: person('健', false) })
  expect(presence.here('aozora', 'c1')).toEqual([person('健', false)])
  expect(presence.here('sankai', 'c1')).toEqual([])
  expect(presence.here('aozora', 'c2')).toEqual([])
})

test('a bell remembers what rang before anybody looked, once for each reason', async () => {
  const bell = makeBell()
  bell.ring('events')
  bell.ring('events')
  bell.ring({ presence: 'c1' })
  bell.ring({ presence: 'c2' })
  expect(await bell.next(60_000)).toEqual(['events', { presence: 'c1' }, { presence: 'c2' }])
  const next = bell.next(60_000)
  bell.ring('arrivals')
  expect(await next).toEqual(['arrivals'])
  expect(await bell.next(1)).toEqual([])
})
