import { ActionIcon, Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState, type KeyboardEvent } from 'react'
import type { ConversationRow } from '../../../core/conversation/conversation.ts'
import type { KeptMedia } from '../../../core/media/media.ts'
import { useMembers } from '../../app/directory.ts'
import { ariaKeys, comboOf, composing } from '../../app/keys.ts'
import { useSentence } from '../../app/language.tsx'
import { ApiError } from '../../api/client.ts'
import { showToast } from '../../app/toasts.ts'
import { Icon } from '../../ui/icons.tsx'
import type { Acts } from './acts.ts'
import { keepFile, writeNote } from './calls.ts'
import { completeName, nameBefore, namedIn } from './names.ts'
import { useDraft } from './use-draft.ts'
import { useInboxWords } from './words.ts'
import style from './composer.module.css'

const maxBytes = 25 * 1024 * 1024

/** A word among ourselves, with names that are told and files. Never leaves the product. */
export function NoteField({ row, draftKey, acts, onLeave }: { row: ConversationRow; draftKey: string; acts: Acts; onLeave: () => void }) {
  const words = useInboxWords()
  const say = useSentence()
  const client = useQueryClient()
  const draft = useDraft(draftKey)
  const [files, setFiles] = useState<KeptMedia[]>([])
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const field = useRef<HTMLTextAreaElement>(null)
  const names = useNames(field, draft)
  const key = useRef('')

  async function save(): Promise<void> {
    if (busy) return
    if (draft.text.trim() === '') return setProblem(words.nothingWritten)
    setBusy(true)
    setProblem(null)
    key.current ||= crypto.randomUUID()
    try {
      await writeNote({ conversationId: row.id, text: draft.text, mentionedUserIds: namedIn(draft.text, names.members), attachmentIds: files.map((file) => file.mediaId) }, key.current)
      key.current = ''
      draft.clear()
      setFiles([])
      showToast({ text: words.noteSaved, ms: 3_000 })
      void client.invalidateQueries({ queryKey: ['thread', row.id] })
    } catch (error) {
      setProblem(error instanceof ApiError ? say(error.sentence) : String(error))
    }
    setBusy(false)
  }
  async function attach(list: FileList | null): Promise<void> {
    for (const file of list ?? []) {
      if (file.size > maxBytes) {
        setProblem(words.tooBig)
        continue
      }
      await keepFile(file).then((kept) => setFiles((now) => [...now, kept]), acts.fail)
    }
  }
  function onKeyDown(event: KeyboardEvent<HTMLTextAreaElement>): void {
    if (composing(event.nativeEvent) || names.onKeyDown(event)) return
    const combo = comboOf(event.nativeEvent)
    if (combo === 'Mod+Enter' && !event.repeat) {
      event.preventDefault()
      void save()
    } else if (combo === 'Escape') {
      event.preventDefault()
      onLeave()
    }
  }
  return (
    <>
      <div className={style.noteBox}>
        <textarea
          ref={field} className={style.field} value={draft.text} rows={3} aria-label={words.note} placeholder={words.notePlaceholder} aria-keyshortcuts={ariaKeys('send')} aria-autocomplete="list" aria-controls={names.shown ? 'note-names' : undefined} aria-activedescendant={names.shown ? `note-name-${names.at}` : undefined}
          onChange={(event) => { draft.set(event.target.value); key.current = ''; names.look(event.target) }} onKeyDown={onKeyDown} onBlur={names.hide} onClick={(event) => names.look(event.currentTarget)}
        />
        {names.shown && (
          <ul id="note-names" role="listbox" aria-label={words.names} className={style.names}>
            {names.found.map((member, i) => <li key={member.userId} id={`note-name-${i}`} role="option" aria-selected={i === names.at} onMouseDown={(event) => { event.preventDefault(); names.take(i) }}>{member.name} <small>{member.email}</small></li>)}
          </ul>
        )}
      </div>
      {files.length > 0 && (
        <ul className={style.files} aria-label={words.attached}>
          {files.map((file) => <li key={file.mediaId}><Icon name="attach" size={14} />{file.fileName}<ActionIcon aria-label={words.detach(file.fileName)} onClick={() => setFiles(files.filter((one) => one !== file))}><Icon name="close" size={14} /></ActionIcon></li>)}
        </ul>
      )}
      {problem && <p className={style.problem} role="alert">{problem}</p>}
      <div className={style.actions}>
        <FileButton onFiles={(list) => void attach(list)} />
        <span className={style.hint}>{draft.kept ? words.draftKept : ''}</span>
        <Button loading={busy} onClick={() => void save()} aria-keyshortcuts={ariaKeys('send')}>{words.addNote}</Button>
      </div>
    </>
  )
}

function FileButton({ onFiles }: { onFiles: (files: FileList | null) => void }) {
  const words = useInboxWords()
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <input ref={input} type="file" multiple hidden aria-label={words.attach} onChange={(event) => { onFiles(event.target.files); event.target.value = '' }} />
      <Button variant="subtle" onClick={() => input.current?.click()} leftSection={<Icon name="attach" size={16} />}>{words.attach}</Button>
    </>
  )
}

/** The list that follows `@`: arrows and Enter or Tab choose, Escape lets it go. */
function useNames(field: { current: HTMLTextAreaElement | null }, draft: { text: string; set: (text: string) => void }) {
  const members = useMembers().filter((member) => member.state === 'active')
  const [typed, setTyped] = useState<string | null>(null)
  const [at, setAt] = useState(0)
  const found = typed === null ? [] : members.filter((member) => member.name.normalize('NFKC').toLowerCase().includes(typed.normalize('NFKC').toLowerCase())).slice(0, 6)
  const shown = found.length > 0
  function look(element: HTMLTextAreaElement): void {
    setTyped(nameBefore(element.value, element.selectionStart))
    setAt(0)
  }
  function take(index: number): void {
    const element = field.current
    const member = found[index]
    if (!element || !member) return
    const { text, caret } = completeName(draft.text, element.selectionStart, member.name)
    draft.set(text)
    setTyped(null)
    requestAnimationFrame(() => {
      element.focus()
      element.setSelectionRange(caret, caret)
    })
  }
  function onKeyDown(event: KeyboardEvent): boolean {
    if (!shown || event.ctrlKey || event.metaKey) return false
    if (event.key === 'ArrowDown') setAt((at + 1) % found.length)
    else if (event.key === 'ArrowUp') setAt((at + found.length - 1) % found.length)
    else if (event.key === 'Enter' || event.key === 'Tab') take(at)
    else if (event.key === 'Escape') setTyped(null)
    else return false
    event.preventDefault()
    return true
  }
  return { members, found, shown, at, look, take, hide: () => setTyped(null), onKeyDown }
}
