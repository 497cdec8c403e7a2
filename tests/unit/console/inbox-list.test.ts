import { expect, test } from 'vitest'
import type { ConversationRow } from '../../../core/conversation/conversation.ts'
import { InboxList, type PageRequest } from '../../../console/features/inbox/inbox-list.ts'

/** A server of 350 waiting conversations whose done ones are no longer in the view, as the real one answers. */
function server(size = 350) {
  const open = Array.from({ length: size }, (_, i) => `c${i}`)
  const asked: PageRequest[] = []
  async function load(request: PageRequest) {
    asked.push(request)
    const start = request.after === undefined ? (request.offset ?? 0) : open.indexOf(request.after) + 1
    const ids = open.slice(start, start + request.limit)
    const isLast = start + request.limit >= open.length
    return { rows: ids.map((id) => row(id)), total: open.length, totalIsExact: true, after: isLast ? null : ids.at(-1)!, snapshot: 7 }
  }
  return { asked, load, finish: (id: string) => open.splice(open.indexOf(id), 1) }
}

function row(id: string, state: ConversationRow['state'] = 'open'): ConversationRow {
  return { id, version: 1, state } as ConversationRow
}

function hasLeft(one: ConversationRow): boolean {
  return one.state === 'done'
}

/** Everything that is on its way has arrived. */
async function settle(): Promise<void> {
  for (let i = 0; i < 5; i++) await Promise.resolve()
}

test('the first page brings the snapshot that all others are asked with', async () => {
  const { load, asked } = server()
  const list = new InboxList(load, hasLeft)
  expect(list.total).toBeNull()
  list.want(0, 10)
  await settle()
  expect([list.total, list.at(0)?.id, list.at(100)]).toEqual([350, 'c0', undefined])
  list.want(90, 120)
  await settle()
  expect(list.at(100)?.id).toBe('c100')
  expect(asked[1]).toEqual({ limit: 100, snapshot: 7, after: 'c99' })
})

test('what is finished keeps its place, and the next page loses nobody', async () => {
  const { load, finish } = server()
  const list = new InboxList(load, hasLeft)
  list.want(0, 10)
  await settle()
  for (const id of ['c3', 'c4', 'c5']) {
    finish(id)
    list.change(id, { state: 'done' })
  }
  list.want(100, 120)
  await settle()
  expect([list.at(3)?.id, list.at(4)?.state, list.at(100)?.id, list.at(199)?.id]).toEqual(['c3', 'done', 'c100', 'c199'])
})

test('a jump into the middle takes account of those who have left', async () => {
  const { load, finish, asked } = server()
  const list = new InboxList(load, hasLeft)
  list.want(0, 10)
  await settle()
  finish('c3')
  list.change('c3', { state: 'done' })
  list.want(300, 320)
  await settle()
  expect(asked.at(-1)).toEqual({ limit: 100, snapshot: 7, offset: 299 })
  expect(list.at(300)?.id).toBe('c300')
  expect(list.placeOf('c310')).toBe(310)
})

test('a page that nobody looks at any more is let go, and one that failed can be asked again', async () => {
  const signals: AbortSignal[] = []
  const { load } = server()
  let fails = false
  const list = new InboxList(async (request, signal) => {
    signals.push(signal)
    if (fails) throw new Error('away')
    return load(request)
  }, hasLeft)
  list.want(0, 10)
  await settle()
  list.want(200, 210)
  list.want(0, 10)
  expect(signals[1]!.aborted).toBe(true)
  fails = true
  list.want(100, 110)
  await settle()
  expect(list.failureAt(105)).toBeInstanceOf(Error)
  fails = false
  list.retry()
  await settle()
  expect(list.at(105)?.id).toBe('c105')
})

test('a first page that fails is an error, never an empty list', async () => {
  const list = new InboxList(() => Promise.reject(new Error('away')), hasLeft)
  list.want(0, 0)
  await settle()
  expect([list.total, list.error]).toEqual([null, expect.any(Error)])
})

test('a change tells those who watch, and gives back what was', async () => {
  const { load } = server(3)
  const list = new InboxList(load, hasLeft)
  list.want(0, 0)
  await settle()
  let told = 0
  list.watch(() => told++)
  const before = list.change('c1', { state: 'done', version: 2 })
  expect([before?.state, list.row('c1')?.state, told]).toEqual(['open', 'done', 1])
  list.change('c1', before!)
  expect(list.row('c1')).toEqual(before)
  expect(list.change('somebody else', {})).toBeUndefined()
})
