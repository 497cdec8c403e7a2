import { useEffect, useRef, useState } from 'react'
import { keepDraft, readDraft } from './drafts.ts'

export interface Draft {
  text: string
  kept: boolean
  set: (text: string) => void
  /** Sent: nothing is left of it. */
  clear: () => void
}

/** What is being written, kept a moment after each key and when the field goes away. */
export function useDraft(key: string): Draft {
  const [text, setText] = useState('')
  const [kept, setKept] = useState(false)
  const newest = useRef<{ key: string; text: string } | null>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => {
    let gone = false
    void readDraft(key).then((found) => {
      if (gone || newest.current) return
      setText(found)
      setKept(found !== '')
    })
    return () => {
      gone = true
      clearTimeout(timer.current)
      if (newest.current) void keepDraft(newest.current.key, newest.current.text)
      newest.current = null
    }
  }, [key])
  function set(next: string): void {
    newest.current = { key, text: next }
    setText(next)
    setKept(false)
    clearTimeout(timer.current)
    timer.current = setTimeout(() => void keepDraft(key, next).then((done) => setKept(done && next !== '')), 300)
  }
  return { text, kept, set, clear: () => { set(''); void keepDraft(key, '') } }
}
