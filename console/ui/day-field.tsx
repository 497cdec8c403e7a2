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
  function leave(): void {
    if (typed === null || wrong) return
    setTyped(null)
    const day = typedDay(typed) ?? ''
    if (day !== value) onChange(day)
  }
  return (
    <TextInput
      label={label} placeholder="YYYY/MM/DD" inputMode="numeric" maxLength={10} autoComplete="off" disabled={disabled} value={typed ?? value.replaceAll('-', '/')} error={wrong ? 'YYYY/MM/DD' : error}
      onChange={(event) => setTyped(event.currentTarget.value)} onBlur={leave} onKeyDown={(event) => { if (event.key === 'Enter' && !event.nativeEvent.isComposing) leave() }} aria-description={words.dayNote}
    />
  )
}
