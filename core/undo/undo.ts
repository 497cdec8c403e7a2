import { z } from 'zod'
import { Id, UserId } from '../input.ts'

/** What takes an act back, with the version that the act left behind: whoever changed the conversation since is not overruled. */
export const Inverse = z.discriminatedUnion('act', [
  z.strictObject({
    act: z.literal('state'), id: Id, version: z.number().int(), state: z.enum(['open', 'pending', 'snoozed', 'done']),
    until: z.string().nullable(), waitingSince: z.string().nullable(),
  }),
  z.strictObject({ act: z.literal('assign'), id: Id, version: z.number().int(), assigneeId: UserId.nullable(), teamId: Id.nullable() }),
  z.strictObject({ act: z.literal('tag'), id: Id, version: z.number().int(), add: z.array(z.string()), remove: z.array(Id) }),
  z.strictObject({ act: z.literal('sort'), id: Id, version: z.number().int(), sorting: z.enum(['normal', 'spam', 'repost']) }),
])
export type Inverse = z.infer<typeof Inverse>
