import { useEffect, useRef } from 'react'
import { useShellWords } from '../app/words.ts'
import { ActButton } from './act-button.tsx'
import { useFormWords } from './schema-form.ts'
import style from './parts.module.css'

/** The next page comes by itself when the end is seen; the button is there for those whom that does not reach. */
export function MoreRows({ more, loading, failed, onMore }: { more: boolean; loading: boolean; failed: boolean; onMore: () => void }) {
  const words = useFormWords()
  const shell = useShellWords()
  const place = useRef<HTMLDivElement>(null)
  const act = useRef(onMore)
  useEffect(() => {
    act.current = onMore
  })
  useEffect(() => {
    if (!more || loading || failed || !place.current) return
    const seen = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) act.current()
    }, { rootMargin: '400px' })
    seen.observe(place.current)
    return () => seen.disconnect()
  }, [more, loading, failed])
  if (!more) return null
  return <div ref={place} className={style.more}><ActButton variant="default" busy={loading} onClick={onMore}>{failed ? shell.retry : words.more}</ActButton></div>
}
