import { useQuery } from '@tanstack/react-query'
import { readAnswer, send } from '../api/client.ts'
import type { NotificationView } from '../../core/notification/notification.ts'
import { useMe } from './me.ts'

export interface Notifications {
  rows: NotificationView[]
  unread: number
}

export function useNotifications() {
  const me = useMe()
  return useQuery({ queryKey: ['notifications'], queryFn: async () => readAnswer<Notifications>(await send('/api/notifications')), enabled: me !== undefined, staleTime: 60_000 })
}

export function useUnread(): number {
  return useNotifications().data?.unread ?? 0
}
