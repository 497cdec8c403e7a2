import { ActionIcon, Button, Menu } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { memo, type Ref, type RefObject } from 'react'
import type { ConversationRow, Thread as ThreadView } from '../../../core/conversation/conversation.ts'
import { ariaKeys } from '../../app/keys.ts'
import { useSentence } from '../../app/language.tsx'
import { useCan } from '../../app/me.ts'
import { useTimes } from '../../app/zone.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { Chip } from '../../ui/chip.tsx'
import { Icon } from '../../ui/icons.tsx'
import { NetworkIcon } from '../../ui/network-icon.tsx'
import type { Acts } from './acts.ts'
import { threadQuery } from './calls.ts'
import { Composer, type ComposerHandle } from './composer.tsx'
import { avatarOf, nameOf } from './people.ts'
import { AssignPicker, SnoozePicker, TagPicker } from './pickers.tsx'
import { useMyPresence, useOthers } from './presence.ts'
import { Thread } from './thread.tsx'
import { useInboxWords } from './words.ts'
import style from './detail.module.css'

export type PickerName = 'assign' | 'tag' | 'snooze' | null

interface Props {
  row: ConversationRow
  acts: Acts
  picker: PickerName
  onPicker: (picker: PickerName) => void
  /** What another person did a moment ago. */
  news: string | null
  composer: Ref<ComposerHandle>
  detail: RefObject<HTMLElement | null>
  onDone: () => void
  /** Done, and the list goes on; the act itself too. */
  onFinish: () => void
  onTicket: () => void
  onLead: () => void
  onBack: (() => void) | null
  onContext: (() => void) | null
  onLeave: () => void
  onTextBack: (text: string) => void
}

/** Drawn anew only when its conversation is, not with each page of the list. */
export const DetailPane = memo(function DetailPane(props: Props) {
  const { row, acts, detail, composer, news, onDone, onLeave, onTextBack } = props
  const words = useInboxWords()
  const tellWriting = useMyPresence(row.id)
  return (
    <section ref={detail} className={style.detail} tabIndex={-1} aria-label={`${words.conversation} ${nameOf(row.person)}`}>
      <Header {...props} />
      {news && <p className={style.news} role="status">{news}</p>}
      <Thread key={row.id} row={row} acts={acts} onTextBack={onTextBack} />
      <Composer key={`composer-${row.id}`} ref={composer} row={row} acts={acts} onWriting={tellWriting} onDone={onDone} onLeave={onLeave} />
    </section>
  )
})

function Header({ row, acts, picker, onPicker, onFinish, onTicket, onLead, onBack, onContext }: Props) {
  const words = useInboxWords()
  const mayAnswer = useCan('answer')
  const mayTicket = useCan('tickets')
  const opens = (name: Exclude<PickerName, null>) => ({ open: picker === name, onOpenChange: (open: boolean) => onPicker(open ? name : null) })
  return (
    <header className={style.header}>
      <div className={style.identity}>
        {onBack && <ActionIcon aria-label={words.backToList} onClick={onBack}><Icon name="back" /></ActionIcon>}
        <Avatar name={nameOf(row.person)} src={avatarOf(row.person)} />
        <div className={style.name}>
          <h2>{nameOf(row.person)} <NetworkIcon network={row.network} /></h2>
          <p>{row.channel.name}{row.person.handle && ` · @${row.person.handle.replace(/^@/, '')}`}</p>
        </div>
        <Presence id={row.id} />
        {onContext && <ActionIcon aria-label={words.openContext} onClick={onContext}><Icon name="panel" /></ActionIcon>}
      </div>
      <div className={style.actions}>
        {mayAnswer && (row.state === 'done'
          ? <Button variant="default" onClick={() => acts.setState(row, 'open')} leftSection={<Icon name="undo" size={16} />}>{words.act.reopen}</Button>
          : <Button onClick={onFinish} aria-keyshortcuts={ariaKeys('done')} leftSection={<Icon name="check" size={16} />}>{words.act.done}</Button>)}
        {mayAnswer && <AssignPicker {...opens('assign')} onPick={(to) => acts.assign(row, to)} />}
        {mayAnswer && <TagPicker {...opens('tag')} tags={row.tags} onAdd={(add) => acts.tag(row, { add })} onRemove={(remove) => acts.tag(row, { remove })} />}
        {mayAnswer && <SnoozePicker {...opens('snooze')} onPick={(until) => acts.setState(row, until === null ? 'pending' : 'snoozed', until ?? undefined)} />}
        {mayTicket && !row.ticket && <Button variant="default" onClick={onTicket} aria-keyshortcuts={ariaKeys('ticket')} leftSection={<Icon name="ticket" size={16} />}>{words.act.ticket}</Button>}
        <MoreMenu row={row} acts={acts} onLead={onLead} />
      </div>
      <StateLine row={row} />
    </header>
  )
}

function StateLine({ row }: { row: ConversationRow }) {
  const words = useInboxWords()
  const times = useTimes()
  return (
    <div className={style.state}>
      <Chip tone={row.state === 'open' ? 'accent' : 'plain'} icon={row.state === 'done' ? 'check' : 'inbox'}>{row.state === 'snoozed' && row.snoozedUntil ? words.snoozedUntil(times.absolute(row.snoozedUntil)) : words.states[row.state]}</Chip>
      {row.sorting !== 'normal' && <Chip tone="warn">{row.sorting === 'spam' ? words.spamMark : words.repostMark}</Chip>}
      {row.ticket && <Chip icon="ticket" tone="accent">{words.ticketChip(row.ticket.number, row.ticket.assigneeName ?? row.ticket.teamName)}</Chip>}
      {row.assignee && <Chip icon="assign">{row.assignee.name}</Chip>}
      {row.team && <Chip icon="team">{row.team.name}</Chip>}
      {row.sendTrouble && <Chip icon="warning" tone="danger">{words.troubleMark}</Chip>}
      {row.tags.map((tag) => <Chip key={tag.id} icon="tag">{tag.name}</Chip>)}
    </div>
  )
}

function Presence({ id }: { id: string }) {
  const words = useInboxWords()
  const others = useOthers(id)
  if (others.length === 0) return null
  return (
    <ul className={style.presence}>
      {others.slice(0, 3).map((person) => <li key={person.id}><Chip icon={person.writing ? 'pencil' : 'eye'} tone={person.writing ? 'warn' : 'accent'}>{person.writing ? words.writing(words.by.san(person.name)) : words.viewing(words.by.san(person.name))}</Chip></li>)}
    </ul>
  )
}

function MoreMenu({ row, acts, onLead }: { row: ConversationRow; acts: Acts; onLead: () => void }) {
  const words = useInboxWords()
  const mayModerate = useCan('moderate')
  const mayLead = useCan('leads')
  const facts = useQuery({ ...threadQuery(row.id), select: factsOf }).data
  return (
    <Menu width={260} position="bottom-end">
      <Menu.Target><ActionIcon aria-label={words.act.more}><Icon name="more" /></ActionIcon></Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<Icon name="eye" size={16} />} onClick={() => acts.markRead(row, row.unread)}>{row.unread ? words.act.read : words.act.unread}</Menu.Item>
        {facts && <Menu.Item leftSection={<Icon name="bell" size={16} />} onClick={() => acts.watch(row, !facts.watching)}>{facts.watching ? words.act.unwatch : words.act.watch}</Menu.Item>}
        {facts?.url && <Menu.Item component="a" href={facts.url} target="_blank" rel="noopener noreferrer" leftSection={<Icon name="open" size={16} />}>{words.act.original}</Menu.Item>}
        {mayLead && <Menu.Item leftSection={<Icon name="lead" size={16} />} onClick={onLead}>{words.act.lead}</Menu.Item>}
        {mayModerate && (
          <>
            <Menu.Divider />
            <Menu.Item leftSection={<Icon name="warning" size={16} />} onClick={() => acts.sort(row, row.sorting === 'spam' ? 'normal' : 'spam')}>{row.sorting === 'spam' ? words.act.notSpam : words.act.spam}</Menu.Item>
            <Menu.Item leftSection={<Icon name="undo" size={16} />} onClick={() => acts.sort(row, row.sorting === 'repost' ? 'normal' : 'repost')}>{row.sorting === 'repost' ? words.act.notRepost : words.act.repost}</Menu.Item>
          </>
        )}
        <NotOffered permissions={facts?.permissions ?? []} />
      </Menu.Dropdown>
    </Menu>
  )
}

/** What the network does not let us do stands there with its reason. */
function NotOffered({ permissions }: { permissions: ThreadView['permissions'] }) {
  const words = useInboxWords()
  const say = useSentence()
  const hide = permissions.find((row) => row.action === 'hide' && row.verdict === 'not-offered')
  const reason = hide?.why ? say(hide.why) : null
  if (!reason) return null
  return <><Menu.Divider /><Menu.Label><b>{words.failed.hidden}</b><br />{reason}</Menu.Label></>
}

function factsOf(thread: ThreadView): { watching: boolean; url: string | null; permissions: ThreadView['permissions'] } {
  const newest = thread.entries.findLast((entry) => entry.kind === 'mention')
  return { watching: thread.watching, url: newest?.kind === 'mention' ? newest.mention.url : null, permissions: thread.permissions }
}
