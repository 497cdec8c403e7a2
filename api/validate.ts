import { zValidator } from '@hono/zod-validator'
import { z } from 'zod'
import { InvalidInput, NotFound } from '../core/errors.ts'
import { Id } from '../core/input.ts'
import { rememberSchema } from './route.ts'

/** Reads query, body or path by the verb's own schema; what does not fit is answered in our shape of errors. */
export function validate<Target extends 'json' | 'query' | 'param', Schema extends z.ZodType>(target: Target, schema: Schema) {
  const handler = zValidator(target, schema, (result) => {
    if (result.success) return
    // An id of another form names nothing that exists.
    if (target === 'param') throw new NotFound()
    throw invalidInput(result.error.issues)
  })
  rememberSchema(handler, target, schema)
  return handler
}

/** For `/:id`. */
export function idInPath() {
  return validate('param', z.object({ id: Id }))
}

function invalidInput(found: readonly { path: readonly PropertyKey[]; code?: string; message: string }[]): InvalidInput {
  const issues = found.map((issue) => ({ path: issue.path.map(String).join('.'), code: issue.code, message: issue.message }))
  const fields = [...new Set(issues.map((issue) => issue.path || '-'))].join(', ')
  return new InvalidInput({ ja: `入力を確認してください: ${fields}`, en: `Check the input: ${fields}` }, { issues })
}
