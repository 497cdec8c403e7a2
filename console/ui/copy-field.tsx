import { Button, TextInput } from '@mantine/core'
import { useRef, useState } from 'react'
import { useShellWords } from '../app/words.ts'
import style from './parts.module.css'

/** Something to take elsewhere: an address, a secret shown once. Without a clipboard it is selected, ready for Ctrl+C. */
export function CopyField({ label, value, note }: { label: string; value: string; note?: string }) {
  const words = useShellWords()
  const [copied, setCopied] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  async function copy(): Promise<void> {
    field.current?.select()
    try {
      await navigator.clipboard.writeText(value)
      setCopied(true)
    } catch {
      field.current?.focus()
    }
  }
  return (
    <div className={style.copy}>
      <TextInput ref={field} label={label} description={note} value={value} readOnly onFocus={(event) => event.currentTarget.select()} className={style.copyValue} />
      <Button variant="default" onClick={() => void copy()}>{copied ? words.copied : words.copy}</Button>
      <span className="k-hidden" role="status">{copied ? words.copied : ''}</span>
    </div>
  )
}
