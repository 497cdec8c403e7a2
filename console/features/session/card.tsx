import { Button } from '@mantine/core'
import { useEffect, type FormEvent, type ReactNode } from 'react'
import { ApiError } from '../../api/client.ts'
import { useLanguage, useSentence } from '../../app/language.tsx'
import style from './session.module.css'

/** The one card in the middle of the pages that need no session. */
export function Card({ title, children }: { title: string; children: ReactNode }) {
  const { language, setLanguage } = useLanguage()
  useEffect(() => {
    document.title = `${title} · ${language === 'ja' ? '聞き耳' : 'Kikimimi'}`
  }, [title, language])
  return (
    <main className={style.page}>
      <div className={style.card}>
        <p className={style.brand}><img src="/favicon.svg" alt="" width={28} height={28} /><b>{language === 'ja' ? '聞き耳' : 'Kikimimi'}</b></p>
        <h1>{title}</h1>
        {children}
        <Button variant="subtle" className={style.language} onClick={() => setLanguage(language === 'ja' ? 'en' : 'ja')} lang={language === 'ja' ? 'en' : 'ja'}>{language === 'ja' ? 'English' : '日本語'}</Button>
      </div>
    </main>
  )
}

/** Fields, what went wrong, and one button. */
export function CardForm({ children, act, busy, error, onSubmit, disabled = false }: { children: ReactNode; act: string; busy: boolean; error: unknown; disabled?: boolean; onSubmit: (values: Record<string, string>) => void }) {
  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault()
    onSubmit(Object.fromEntries([...new FormData(event.currentTarget)].map(([key, value]) => [key, String(value)])))
  }
  return (
    <form className={style.form} onSubmit={submit}>
      {children}
      <Problem error={error} />
      <Button type="submit" loading={busy} disabled={disabled} fullWidth>{act}</Button>
    </form>
  )
}

export function Problem({ error }: { error: unknown }) {
  const say = useSentence()
  if (!error) return null
  return <p className={style.problem} role="alert">{error instanceof ApiError ? say(error.sentence) : String(error)}</p>
}
