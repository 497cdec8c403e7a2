import { useShellWords } from '../app/words.ts'
import style from './chips.module.css'

const signs = { positive: '☺', neutral: '–', negative: '☹', mixed: '±' } as const

/** Never colour alone: a sign and the word stand in it. Blue is positive and rust negative on every screen. */
export function SentimentChip({ sentiment, short = false }: { sentiment: string; short?: boolean }) {
  const words = useShellWords().sentiments
  const known = sentiment in signs ? (sentiment as keyof typeof signs) : 'neutral'
  return (
    <span className={style.sentiment} data-sentiment={known}>
      <span aria-hidden="true">{signs[known]}</span>
      <span className={short ? 'k-hidden' : undefined}>{words[known]}</span>
    </span>
  )
}
