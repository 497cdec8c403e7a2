import { Button, Popover, TextInput } from '@mantine/core'
import { useRef, useState } from 'react'
import type { ApiError } from '../../api/client.ts'
import { composing } from '../../app/keys.ts'
import { useSentence } from '../../app/language.tsx'
import { Icon } from '../../ui/icons.tsx'
import { useSearchWords } from './words.ts'
import style from './search.module.css'

/** The words, how to write them, and where they cannot be read. */
export function QueryBox({ q, problem, onSearch }: { q: string; problem: ApiError | null; onSearch: (q: string) => void }) {
  const words = useSearchWords()
  const say = useSentence()
  const [typed, setTyped] = useState(q)
  const [shown, setShown] = useState(q)
  // Another search came by the address: Back, or a link.
  if (shown !== q) {
    setShown(q)
    setTyped(q)
  }
  const field = useRef<HTMLInputElement>(null)
  const at = problem ? Number(problem.details['at']) : 0
  function toTrouble(): void {
    field.current?.focus()
    field.current?.setSelectionRange(at, Math.min(q.length, at + 1))
  }
  return (
    <form role="search" className={style.query} onSubmit={(event) => { event.preventDefault(); onSearch(typed.trim()) }}>
      <TextInput
        ref={field} type="search" className={style.queryField} aria-label={words.query} placeholder={words.placeholder} value={typed} maxLength={2000} spellCheck={false} autoComplete="off" enterKeyHint="search"
        onChange={(event) => setTyped(event.currentTarget.value)} onKeyDown={(event) => { if (event.key === 'Enter' && composing(event.nativeEvent)) event.preventDefault() }} leftSection={<Icon name="search" size={16} />} aria-invalid={problem !== null} aria-describedby={problem ? 'query-problem' : undefined} data-autofocus
      />
      <Button type="submit">{words.go}</Button>
      <Help />
      {problem && (
        <div id="query-problem" className={style.queryProblem} role="alert">
          <p>{say(problem.sentence)}</p>
          <button type="button" onClick={toTrouble} className={style.trouble}>
            <span className="k-hidden">{words.at(q.slice(at, at + 10) || words.end)}</span>
            <code aria-hidden="true">{q.slice(0, at)}<mark>{q.slice(at, at + 1) || '␣'}</mark>{q.slice(at + 1)}</code>
          </button>
        </div>
      )}
    </form>
  )
}

function Help() {
  const words = useSearchWords()
  return (
    <Popover width={340} position="bottom-end" returnFocus trapFocus>
      <Popover.Target><Button variant="subtle" className={style.helpButton} leftSection={<Icon name="help" size={16} />}><span>{words.help}</span></Button></Popover.Target>
      <Popover.Dropdown aria-label={words.helpTitle}>
        <h2 tabIndex={-1} data-autofocus>{words.helpTitle}</h2>
        <dl className={style.help}>{words.helpRows.map(([example, meaning]) => <div key={example}><dt><code>{example}</code></dt><dd>{meaning}</dd></div>)}</dl>
        <p>{words.helpNote}</p>
      </Popover.Dropdown>
    </Popover>
  )
}
