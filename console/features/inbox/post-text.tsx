import { Popover } from '@mantine/core'
import { Fragment, useState, type KeyboardEvent, type ReactNode } from 'react'
import type { MentionView } from '../../../core/mention/mention.ts'
import { composing } from '../../app/keys.ts'
import { cutByEvidence, linksIn } from './text-pieces.ts'
import { useInboxWords } from './words.ts'
import style from './thread.module.css'

/** A person's words: always text, never markup. What decided the sentiment is marked, and says why when asked. */
export function PostText({ mention }: { mention: MentionView }) {
  return (
    <p data-post-text="" lang={mention.language} className={style.post}>
      {cutByEvidence(mention.text, mention.evidence).map((piece, i) => piece.evidence ? <Evidence key={i} piece={piece.text} evidence={piece.evidence} by={mention.annotatedBy} /> : <Linked key={i} text={piece.text} />)}
    </p>
  )
}

export function Linked({ text }: { text: string }): ReactNode {
  return linksIn(text).map((piece, i) => piece.href ? <a key={i} href={piece.href} target="_blank" rel="noopener noreferrer nofollow">{piece.text}</a> : <Fragment key={i}>{piece.text}</Fragment>)
}

function Evidence({ piece, evidence, by }: { piece: string; evidence: MentionView['evidence'][number]; by: string }) {
  const [open, setOpen] = useState(false)
  const words = useInboxWords()
  const why = words.evidenceWhy[evidence.why] ?? evidence.why
  // A button would be a box in the middle of the sentence; this breaks over lines as the sentence does.
  function press(event: KeyboardEvent): void {
    if (composing(event.nativeEvent) || (event.key !== 'Enter' && event.key !== ' ')) return
    event.preventDefault()
    setOpen(!open)
  }
  return (
    <Popover opened={open} onChange={setOpen} position="top" withArrow returnFocus>
      <Popover.Target>
        <span role="button" tabIndex={0} className={style.evidence} data-sign={evidence.weight < 0 ? 'negative' : 'positive'} onClick={() => setOpen(!open)} onKeyDown={press} title={why}>{piece}</span>
      </Popover.Target>
      <Popover.Dropdown aria-label={words.evidence}>
        <b>{why}</b>
        <p>{words.weight(`${evidence.weight > 0 ? '+' : ''}${evidence.weight.toFixed(2)}`)}</p>
        <p className={style.dim}>{words.judgedBy(by)}</p>
      </Popover.Dropdown>
    </Popover>
  )
}
