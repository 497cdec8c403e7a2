interface Schema {
  safeParse: (input: unknown) => { success: boolean; error?: { issues: readonly { path: readonly PropertyKey[]; message: string }[] } }
}

/** For `useForm`'s `validate`: the verb's own schema says which field it does not take. */
export function checkBy(schema: Schema, input: unknown): Record<string, string> {
  const result = schema.safeParse(input)
  if (result.success) return {}
  return Object.fromEntries((result.error?.issues ?? []).map((issue) => [String(issue.path[0] ?? ''), issue.message]))
}
