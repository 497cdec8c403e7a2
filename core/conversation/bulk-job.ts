import { z } from 'zod'
import { Id } from '../input.ts'
import { Role } from '../team/team.ts'
import { BulkInput } from './conversation.ts'

/** What a bulk job keeps of the person who asked, so that it acts as they could when they asked. */
export const BulkParams = z.strictObject({
  ids: z.array(Id).optional(),
  filter: BulkInput.shape.filter,
  act: z.union([BulkInput.shape.act, z.strictObject({ kind: z.literal('undo'), jobId: Id })]),
  as: z.strictObject({
    actor: z.union([
      z.strictObject({ kind: z.literal('user'), id: z.string(), name: z.string() }),
      z.strictObject({ kind: z.literal('token'), id: z.string(), name: z.string(), scopes: z.array(z.string()) }),
    ]),
    role: Role,
    teamIds: z.array(z.string()),
    channels: z.union([z.literal('all'), z.array(z.string())]),
  }),
})
export type BulkParams = z.infer<typeof BulkParams>

/** Sorts by place, so that a slice can go on where the one before it ended. */
export function undoTokenOf(jobId: string, place: number): string {
  return `${jobId}:${String(place).padStart(8, '0')}`
}
