import { useLanguage } from '../../app/language.tsx'

/** 12,345; beyond what is counted, 10,000+. */
export function useNumber(): (n: number, isExact?: boolean) => string {
  const { language } = useLanguage()
  const format = new Intl.NumberFormat(language === 'ja' ? 'ja-JP' : 'en-GB')
  return (n, isExact = n <= 10_000) => (isExact ? format.format(n) : `${format.format(Math.min(n, 10_000))}+`)
}
