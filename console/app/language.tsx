import { createContext, useContext, useMemo, useState, type ReactNode } from 'react'
import { keep } from './kept.ts'

export type Language = 'ja' | 'en'
export interface Both {
  ja: string
  en: string
}

interface LanguageValue {
  language: Language
  setLanguage: (language: Language) => void
}

const LanguageContext = createContext<LanguageValue | null>(null)

export function LanguageProvider({ children }: { children: ReactNode }) {
  const [language, setState] = useState<Language>(document.documentElement.lang === 'en' ? 'en' : 'ja')
  const value = useMemo(() => {
    function setLanguage(next: Language): void {
      keep('language', next)
      document.documentElement.lang = next
      setState(next)
    }
    return { language, setLanguage }
  }, [language])
  return <LanguageContext value={value}>{children}</LanguageContext>
}

export function useLanguage(): LanguageValue {
  const value = useContext(LanguageContext)
  if (!value) throw new Error('LanguageProvider is missing')
  return value
}

/** A dictionary of a screen in the chosen language; the pair is `{ ja, en }` of one shape. */
export function useWords<Words>(pair: { ja: Words; en: Words }): Words {
  return pair[useLanguage().language]
}

/** A sentence that the server says in both languages. */
export function useSentence(): (both: Both) => string {
  const { language } = useLanguage()
  return (both) => both[language]
}
