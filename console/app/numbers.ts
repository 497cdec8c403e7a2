import { useMemo } from 'react'
import { useLanguage } from './language.tsx'

export interface Numbers {
  /** 12,345 */
  count: (n: number) => string
  /** 10,000+ where the server stopped counting. */
  total: (page: { total: number; totalIsExact: boolean }) => string
  /** 1.2 MB */
  bytes: (n: number) => string
  /** 3 m, 2 h: an age or a length. */
  seconds: (n: number) => string
}

export function useNumbers(): Numbers {
  const { language } = useLanguage()
  return useMemo(() => numbersOf(language), [language])
}

function numbersOf(language: 'ja' | 'en'): Numbers {
  const plain = new Intl.NumberFormat(language === 'ja' ? 'ja-JP' : 'en-GB')
  const short = new Intl.NumberFormat(language === 'ja' ? 'ja-JP' : 'en-GB', { maximumFractionDigits: 1 })
  const units = language === 'ja' ? ['秒', '分', '時間', '日'] : [' s', ' min', ' h', ' d']
  function bytes(n: number): string {
    const step = n <= 0 ? 0 : Math.min(4, Math.floor(Math.log2(n) / 10))
    return `${short.format(n / 1024 ** step)} ${['B', 'kB', 'MB', 'GB', 'TB'][step]}`
  }
  function seconds(n: number): string {
    if (n < 60) return `${plain.format(Math.round(n))}${units[0]}`
    if (n < 3600) return `${plain.format(Math.round(n / 60))}${units[1]}`
    return n < 172_800 ? `${plain.format(Math.round(n / 3600))}${units[2]}` : `${plain.format(Math.round(n / 86_400))}${units[3]}`
  }
  return { count: (n) => plain.format(n), total: ({ total, totalIsExact }) => (totalIsExact ? plain.format(total) : `${plain.format(10_000)}+`), bytes, seconds }
}
