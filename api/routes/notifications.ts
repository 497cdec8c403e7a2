import { Hono } from 'hono'
import { listNotifications } from '../../core/notification/list-notifications.ts'
import { markNotificationsRead } from '../../core/notification/mark-notifications-read.ts'
import { MarkNotificationsReadInput } from '../../core/notification/notification.ts'
import type { Env } from '../deps.ts'
import { may } from '../route.ts'
import { validate } from '../validate.ts'
import { work } from '../work.ts'

export const notifications = new Hono<Env>()
  .get('/notifications', may('read', 'The lines in my bell'), async (c) => c.json(await work(c, listNotifications)))
  .post('/notifications/read', may('read', 'Marks lines of my bell as read, or all'), validate('json', MarkNotificationsReadInput), async (c) => {
    const input = c.req.valid('json')
    return c.json(await work(c, (ctx) => markNotificationsRead(ctx, input)))
  })
