import { expect, test } from 'vitest'
import { momentOf, snoozeTimes } from '../../../console/features/inbox/snooze-times.ts'

test('on a Friday afternoon in Tokyo, Monday is three days away', () => {
  const friday = Date.parse('2026-11-27T15:00:00+09:00')
  expect(snoozeTimes(friday, 'Asia/Tokyo')).toEqual([
    { id: 'hours3', at: '2026-11-27T09:00:00.000Z' },
    { id: 'tonight', at: '2026-11-27T09:00:00.000Z' },
    { id: 'tomorrow', at: '2026-11-28T00:00:00.000Z' },
    { id: 'monday', at: '2026-11-30T00:00:00.000Z' },
  ])
})

test('after six there is no tonight any more', () => {
  const evening = Date.parse('2026-11-27T19:00:00+09:00')
  expect(snoozeTimes(evening, 'Asia/Tokyo').map(({ id }) => id)).toEqual(['hours3', 'tomorrow', 'monday'])
})

test('on a Monday, Monday is the next one', () => {
  const monday = Date.parse('2026-11-30T10:00:00+09:00')
  expect(snoozeTimes(monday, 'Asia/Tokyo').at(-1)?.at).toBe('2026-12-07T00:00:00.000Z')
})

test('nine in the morning stays nine across New York’s clock change', () => {
  const before = Date.parse('2026-10-31T20:00:00-04:00')
  expect(snoozeTimes(before, 'America/New_York').find(({ id }) => id === 'tomorrow')?.at).toBe('2026-11-01T14:00:00.000Z')
  expect(momentOf('2026/03/08 09:00', 'America/New_York')?.toISOString()).toBe('2026-03-08T13:00:00.000Z')
})

test('the workspace’s zone decides, and what is no time is none', () => {
  expect(momentOf('2026/11/24 18:00', 'Asia/Tokyo')?.toISOString()).toBe('2026-11-24T09:00:00.000Z')
  expect(momentOf('２０２６／１１／２４　１８：００', 'Asia/Tokyo')?.toISOString()).toBe('2026-11-24T09:00:00.000Z')
  for (const nonsense of ['', '明日', '2026/02/30 10:00', '2026/13/01 10:00', '2026/11/24 25:00']) expect(momentOf(nonsense, 'Asia/Tokyo')).toBeNull()
})
