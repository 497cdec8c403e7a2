import { describe, expect, test } from 'vitest'
import { typedDay } from '../../../console/app/typed-day.ts'
import { wallText } from '../../../console/app/wall-text.ts'
import { csvOf } from '../../../console/features/import/csv.ts'
import { momentOf } from '../../../console/features/inbox/snooze-times.ts'
import { actionsOf, conditionsOf, draftOf } from '../../../console/features/rules/rule-draft.ts'
import { CreateRuleInput, RuleConditions, type RuleView } from '../../../core/rule/rule.ts'

describe('days and times that a person types', () => {
  test('full-width digits and single figures are read, days that do not exist are not', () => {
    expect([typedDay('2026/2/3'), typedDay('２０２６／１１／２４'), typedDay('2026-11-24')]).toEqual(['2026-02-03', '2026-11-24', '2026-11-24'])
    expect([typedDay('2026/02/30'), typedDay('11/24/2026'), typedDay('2026/13/01'), typedDay('')]).toEqual([null, null, null, null])
  })

  test('a moment that is shown reads back as itself, in any zone and across a clock change', () => {
    for (const zone of ['Asia/Tokyo', 'America/New_York', 'Pacific/Kiritimati']) {
      for (const iso of ['2026-03-08T17:30:00.000Z', '2026-11-24T09:05:00.000Z', '2026-12-31T23:59:00.000Z']) expect(momentOf(wallText(iso, zone), zone)?.toISOString()).toBe(iso)
    }
  })
})

describe('a rule while it is written', () => {
  const rule: RuleView = {
    id: '0190a000-0000-7000-8000-000000000001', version: 3, name: '返金はサポートへ', enabled: true, matchedToday: 2,
    conditions: { text: { anyOf: ['返金', '返品'], noneOf: ['広告'] }, sentiments: ['negative'], author: { anyOf: ['kaze'], minFollowers: 100 } },
    actions: [
      { kind: 'open-ticket', type: 'incident', priority: 'high', assigneeId: null, teamId: '0190a000-0000-7000-8000-000000000002' },
      { kind: 'tag', tag: '返金' }, { kind: 'sort', sorting: 'spam' }, { kind: 'capture-lead', ownerId: null, teamId: null },
      { kind: 'assign', assigneeId: 'hanako', teamId: null }, { kind: 'notify', userIds: ['hanako'], teamIds: [] },
    ],
  }

  test('comes out of the form as it went in', () => {
    const draft = draftOf(rule)
    const { id: _id, version: _version, matchedToday: _matched, ...body } = rule
    expect(CreateRuleInput.parse({ name: draft.name, enabled: draft.enabled, conditions: conditionsOf(draft), actions: actionsOf(draft) })).toEqual(body)
  })

  test('lines become words once each, and an empty form is no rule', () => {
    const empty = draftOf(null)
    expect(RuleConditions.safeParse(conditionsOf(empty)).success).toBe(false)
    expect(conditionsOf({ ...empty, words: ' 卵 \n\nたまご\n卵' }).text).toEqual({ anyOf: ['卵', 'たまご'], noneOf: [] })
  })
})

test('rows for Excel: quoted where they must be, and never a formula', () => {
  expect(csvOf([['行', '内容'], ['2', '=1+1'], ['3', 'a,"b"\nc']])).toBe('\uFEFF行,内容\r\n2,\'=1+1\r\n3,"a,""b""\nc"\r\n')
})
