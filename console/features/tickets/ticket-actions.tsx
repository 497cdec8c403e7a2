import { Menu } from '@mantine/core'
import { useEffect, useRef, useState, type RefObject } from 'react'
import type { TicketRow } from '../../../core/ticket/ticket.ts'
import { useCommands } from '../../app/commands.ts'
import { ariaKeys, type KeyId } from '../../app/keys.ts'
import { useMe } from '../../app/me.ts'
import { useKeys } from '../../app/use-keys.ts'
import { ActButton } from '../../ui/act-button.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { Icon } from '../../ui/icons.tsx'
import { useNarrow } from '../../ui/use-narrow.ts'
import * as calls from './calls.ts'
import { HandOver } from './hand-over.tsx'
import type { TicketActs } from './use-ticket-acts.ts'
import { useTicketWords } from './words.ts'
import parts from '../../ui/parts.module.css'

interface Act {
  word: string
  key?: KeyId
  run: () => void
}

/** All of them in a row; on a phone the first stands and the others wait behind a button, for the thread needs the room. */
export function TicketActions({ ticket, acts }: { ticket: TicketRow; acts: TicketActs }) {
  const words = useTicketWords()
  const narrow = useNarrow()
  const [asking, setAsking] = useState<'hand-over' | 'close' | null>(null)
  const list = useActsOf(ticket, acts, () => setAsking('hand-over'))
  const by = (key: KeyId) => list.find((act) => act.key === key)?.run
  useKeys(['item'], { done: by('done'), toMe: by('toMe') })
  useCommands(() => list.map((act) => ({ id: act.word, label: act.word, icon: 'ticket', run: act.run })))
  const row = useFocusKept(ticket.state)
  if (ticket.state === 'closed') return <p className={parts.dim}>{words.closedNote}</p>
  const [first, ...others] = list
  const close = () => void acts.run(words.did.closed, (row) => calls.setState(row, 'closed'))
  return (
    <div ref={row} className={parts.row}>
      {first && <ActButton variant={ticket.state === 'solved' ? 'default' : 'filled'} busy={acts.busy} onClick={first.run} aria-keyshortcuts={first.key && ariaKeys(first.key)}>{first.word}</ActButton>}
      {narrow ? (
        <Menu position="bottom-start">
          <Menu.Target><ActButton variant="default" busy={acts.busy} rightSection={<Icon name="down" size={14} />}>{words.moreActs}</ActButton></Menu.Target>
          <Menu.Dropdown>
            {others.map((act) => <Menu.Item key={act.word} onClick={act.run}>{act.word}</Menu.Item>)}
            <Menu.Item onClick={() => setAsking('close')}>{words.close}</Menu.Item>
          </Menu.Dropdown>
        </Menu>
      ) : (
        <>
          {others.map((act) => <ActButton key={act.word} variant="default" busy={acts.busy} onClick={act.run} aria-keyshortcuts={act.key && ariaKeys(act.key)}>{act.word}</ActButton>)}
          <ActButton variant="default" busy={acts.busy} onClick={() => setAsking('close')}>{words.close}</ActButton>
        </>
      )}
      {asking === 'hand-over' && <HandOver ticket={ticket} acts={acts} close={() => setAsking(null)} />}
      {asking === 'close' && <ConfirmDialog title={words.close} question={words.closeQuestion} act={words.close} onConfirm={close} close={() => setAsking(null)} />}
    </div>
  )
}

/** The button that was pressed may be none of the new state's: its neighbour takes the focus, so that the keyboard goes on. */
function useFocusKept(state: string): RefObject<HTMLDivElement | null> {
  const row = useRef<HTMLDivElement>(null)
  const before = useRef(state)
  useEffect(() => {
    if (before.current === state) return
    before.current = state
    if (document.activeElement === document.body) row.current?.querySelector('button')?.focus()
  }, [state])
  return row
}

/** What makes sense in the state that it is in, the likeliest first. */
function useActsOf(ticket: TicketRow, acts: TicketActs, handOver: () => void): Act[] {
  const words = useTicketWords()
  const me = useMe()
  const { state } = ticket
  function to(next: 'open' | 'pending' | 'on_hold' | 'solved'): () => void {
    return () => void acts.run(words.did[next], (row) => calls.setState(row, next))
  }
  const list: (Act | false)[] = [
    state !== 'solved' && { word: words.solve, key: 'done', run: to('solved') },
    (state === 'solved' || state === 'pending' || state === 'on_hold') && { word: words.reopen, run: to('open') },
    (state === 'new' || state === 'open') && { word: words.pending, run: to('pending') },
    (state === 'new' || state === 'open' || state === 'pending') && { word: words.hold, run: to('on_hold') },
    me !== undefined && ticket.assignee?.id !== me.user.id && { word: words.toMe, key: 'toMe', run: () => void acts.run(words.did.assigned, (row) => calls.assign(row, { assigneeId: me.user.id })) },
    { word: words.handOver, run: handOver },
  ]
  return list.filter((act) => act !== false)
}
