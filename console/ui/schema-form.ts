import type { FormErrors } from '@mantine/form'
import type { z } from 'zod'
import { useWords } from '../app/language.tsx'
import { en } from '../text/en/forms.ts'
import { ja } from '../text/ja/forms.ts'

export function useFormWords(): typeof ja {
  return useWords({ ja, en })
}

/** Checks a form by the schema that the server checks it by; says what is wrong at the field in the person's language. */
export function useSchemaCheck<Values>(schema: z.ZodType, shape: (values: Values) => unknown): (values: Values) => FormErrors {
  const words = useFormWords()
  return (values) => {
    const read = schema.safeParse(shape(values))
    if (read.success) return {}
    return Object.fromEntries(read.error.issues.map((issue) => [issue.path.join('.') || 'form', wordsOf(issue, words)]))
  }
}

function wordsOf(issue: { code: string; path: PropertyKey[]; minimum?: unknown; maximum?: unknown; format?: unknown; input?: unknown }, words: typeof ja): string {
  if (issue.code === 'too_small') return issue.minimum === 1 || issue.minimum === undefined ? words.required : words.atLeast(Number(issue.minimum))
  if (issue.code === 'too_big') return words.atMost(Number(issue.maximum))
  if (issue.code === 'invalid_format' && issue.format === 'email') return words.email
  if (issue.code === 'invalid_format' && issue.format === 'url') return words.url
  return words.check
}
