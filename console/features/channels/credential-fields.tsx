import { PasswordInput, TextInput } from '@mantine/core'
import '@mantine/core/styles/PasswordInput.css'
import type { FieldView } from '../../../core/channel/channel.ts'
import { useSentence } from '../../app/language.tsx'

interface Props {
  fields: readonly FieldView[]
  values: Record<string, string>
  onChange: (values: Record<string, string>) => void
  /** Fields that the server named. */
  wrong?: readonly string[]
  error?: string
}

/** The form that the network itself asks for, as its connector describes it. */
export function CredentialFields({ fields, values, onChange, wrong = [], error }: Props) {
  const say = useSentence()
  return fields.map((field) => {
    const props = {
      label: say(field.label), description: field.help ? say(field.help) : undefined, required: field.required, autoComplete: 'off', spellCheck: false, maxLength: 10_000,
      value: values[field.key] ?? '', onChange: (event: { currentTarget: { value: string } }) => onChange({ ...values, [field.key]: event.currentTarget.value }), error: wrong.includes(field.key) ? error : undefined,
    }
    return field.secret ? <PasswordInput key={field.key} {...props} /> : <TextInput key={field.key} {...props} />
  })
}

/** Secrets go sealed, the rest is plain configuration. */
export function splitFields(fields: readonly FieldView[], values: Record<string, string>): { credentials: Record<string, string>; config: Record<string, string> } {
  const given = Object.entries(values).map(([key, value]) => [key, value.trim()] as const).filter(([, value]) => value !== '')
  const isSecret = (key: string) => fields.find((field) => field.key === key)?.secret ?? true
  return { credentials: Object.fromEntries(given.filter(([key]) => isSecret(key))), config: Object.fromEntries(given.filter(([key]) => !isSecret(key))) }
}

/** What the server says is missing or unknown. */
export function wrongFields(details: Record<string, unknown> | undefined): string[] {
  const list = (value: unknown) => (Array.isArray(value) ? value.filter((key) => typeof key === 'string') : [])
  return [...list(details?.['missing']), ...list(details?.['unknown'])]
}
