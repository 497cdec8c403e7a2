import { Link } from '@tanstack/react-router'
import { memo } from 'react'
import type { SearchHit } from '../../../core/search/search.ts'
import { Chip } from '../../ui/chip.tsx'
import { NetworkIcon } from '../../ui/network-icon.tsx'
import { SentimentChip } from '../../ui/sentiment-chip.tsx'
import { TimeAgo } from '../../ui/time-ago.tsx'
import { nameOf } from '../inbox/people.ts'
import { useInboxWords } from '../inbox/words.ts'
import { piecesOf } from './pieces.ts'
import { useSearchWords } from './words.ts'
import style from './search.module.css'

/** A post with the words that were meant, why they match, and where it stands. */
export const Hit = memo(function Hit({ hit }: { hit: SearchHit }) {
  const words = useSearchWords()
  const inbox = useInboxWords()
  const { mention, conversation } = hit
  const whys = [...new Set(hit.highlights.map((mark) => mark.why))].filter((why) => why !== 'surface')
  return (
    <article className={style.hit}>
      <header className={style.hitHead}>
        <NetworkIcon network={mention.network} />
        <b>{nameOf(mention.author)}</b>
        <span className={style.dim}>{hit.channelName}</span>
        <TimeAgo at={mention.publishedAt} />
        <SentimentChip sentiment={mention.sentiment} />
      </header>
      <p className={style.hitText} lang={mention.language}>
        <Link to="/inbox" search={{ view: 'all', id: conversation.id }} className={style.hitLink}>
          {mention.text === '' && <span className={style.dim}>{mention.media.length > 0 ? mention.media.map((medium) => inbox.media[medium.kind] ?? medium.kind).join('、') : inbox.noText}</span>}
          {piecesOf(mention.text, hit.highlights).map((piece, i) => piece.why ? <mark key={i} title={words.why[piece.why]}>{piece.text}</mark> : <span key={i}>{piece.text}</span>)}
        </Link>
      </p>
      <footer className={style.hitFoot}>
        <Chip>{words.states[conversation.state]}</Chip>
        {conversation.assignee && <Chip icon="assign">{conversation.assignee.name}</Chip>}
        {conversation.team && <Chip icon="team">{conversation.team.name}</Chip>}
        {conversation.tags.slice(0, 3).map((tag) => <Chip key={tag.id} icon="tag">{tag.name}</Chip>)}
        {whys.map((why) => <Chip key={why} tone="accent">{words.why[why]}</Chip>)}
      </footer>
    </article>
  )
})
