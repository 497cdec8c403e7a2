import { Menu } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { readAnswer, send } from '../api/client.ts'
import type { NotificationView } from '../../core/notification/notification.ts'
import { EmptyPane, Pane } from '../ui/pane.tsx'
import { TimeAgo } from '../ui/time-ago.tsx'
import { useNotifications } from './notifications-count.ts'
import { useShellWords } from './words.ts'
import style from './shell.module.css'

export function Notifications({ close }: { close: () => void }) {
  const words = useShellWords()
  const query = useNotifications()
  const client = useQueryClient()
  const navigate = useNavigate()
  async function markRead(ids?: string[]): Promise<void> {
    await readAnswer(await send('/api/notifications/read', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ ids }) }))
    await client.invalidateQueries({ queryKey: ['notifications'] })
  }
  function open(row: NotificationView): void {
    close()
    if (!row.readAt) void markRead([row.id])
    const { kind, id } = row.subject
    if (kind === 'ticket') void navigate({ to: `/tickets/${id}` })
    else if (row.conversationId) void navigate({ to: '/inbox', search: { view: 'all', id: row.conversationId } })
  }
  return (
    <Pane query={query} rows={3}>
      {(data) => data.rows.length === 0 ? <EmptyPane title={words.noNotifications} /> : (
        <>
          {data.unread > 0 && <Menu.Item closeMenuOnClick={false} onClick={() => void markRead()}>{words.markAllRead}</Menu.Item>}
          <div className={style.notices}>
            {data.rows.map((row) => (
              <Menu.Item key={row.id} onClick={() => open(row)} data-unread={row.readAt === null || undefined} className={style.notice}>
                <span>{sayNotice(row, words)}</span>
                {typeof row.data['text'] === 'string' && <span className={style.noticeText}>{row.data['text']}</span>}
                <TimeAgo at={row.createdAt} />
              </Menu.Item>
            ))}
          </div>
        </>
      )}
    </Pane>
  )
}

function sayNotice(row: NotificationView, words: ReturnType<typeof useShellWords>): string {
  const who = typeof row.data['byName'] === 'string' ? row.data['byName'] : words.someone
  if (row.kind === 'named') return words.noticeNamed(who)
  if (row.kind === 'assigned') return words.noticeAssigned
  return row.kind === 'watched' ? words.noticeWatched : words.noticeNotify
}
