import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { typedDay } from '../app/typed-day.ts'
import { useFormWords } from './schema-form.ts'

interface Props {
  label: string
  /** `2026-11-24`, or empty. */
  value: string
  onChange: (day: string) => void
  disabled?: boolean
  error?: string
}

/** A day, year first in every browser: the browser's own field follows the browser's language. */
export function DayField({ label, value, onChange, disabled, error }: Props) {
  const words = useFormWords()
  const [typed, setTyped] = useState<string | null>(null)
  const wrong = typed !== null && typed.trim() !== '' && typedDay(typed) === null
  function type(text: string): void {
    setTyped(text)
    const day = text.trim() === '' ? '' : typedDay(text)
    if (day !== null && day !== value) onChange(day)
  }
  return (
    <TextInput
      label={label} placeholder="YYYY/MM/DD" inputMode="numeric" maxLength={10} autoComplete="off" disabled={disabled} value={typed ?? value.replaceAll('-', '/')} error={wrong ? 'YYYY/MM/DD' : error}
      onChange={(event) => type(event.currentTarget.value)} onBlur={() => wrong || setTyped(null)} aria-description={words.dayNote}
    />
  )
}
