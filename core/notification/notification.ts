import { z } from 'zod'
import { Id } from '../input.ts'

export interface NotificationView {
  id: string
  kind: 'notify' | 'named' | 'watched' | 'assigned'
  subject: { kind: string; id: string }
  conversationId: string | null
  data: Record<string, unknown>
  createdAt: string
  readAt: string | null
}
export const MarkNotificationsReadInput = z.strictObject({ ids: z.array(Id).max(200).optional() })
export type MarkNotificationsReadInput = z.infer<typeof MarkNotificationsReadInput>
