import { z } from 'zod'
import { Id, line } from '../input.ts'

export interface TagView {
  id: string
  name: string
}

export const CreateTagInput = z.strictObject({ name: line(60) })
export type CreateTagInput = z.infer<typeof CreateTagInput>

export const DeleteTagInput = z.strictObject({ id: Id })
export type DeleteTagInput = z.infer<typeof DeleteTagInput>
