import { createContext, createElement, useContext, useMemo, type ReactNode } from 'react'
import { useLanguage } from './language.tsx'
import { useMe } from './me.ts'

export interface Times {
  zone: string
  /** 2026/11/24 18:05 */
  absolute: (iso: string) => string
  /** 18:05 today, 11/24 this year, else with the year. */
  short: (iso: string) => string
  day: (iso: string) => string
  /** 3 分前 */
  ago: (iso: string, now: number) => string
  /** 3分, for how long somebody waits. */
  since: (iso: string, now: number) => string
}

const TimesContext = createContext<Times | null>(null)

/** Formatters are dear; all who show a time share these. */
export function TimesProvider({ children }: { children: ReactNode }) {
  const zone = useMe()?.workspace.timeZone ?? 'Asia/Tokyo'
  const { language } = useLanguage()
  const times = useMemo(() => timesOf(zone, language), [zone, language])
  return createElement(TimesContext, { value: times }, children)
}

/** Times of the workspace's zone, whatever zone the browser is in. */
export function useTimes(): Times {
  const times = useContext(TimesContext)
  if (!times) throw new Error('TimesProvider is missing')
  return times
}

function timesOf(zone: string, language: 'ja' | 'en'): Times {
  const locale = language === 'ja' ? 'ja-JP' : 'en-GB'
  const full = new Intl.DateTimeFormat('ja-JP', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  const clock = new Intl.DateTimeFormat('ja-JP', { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  const date = new Intl.DateTimeFormat('ja-JP', { timeZone: zone, month: 'numeric', day: 'numeric' })
  const dateWithYear = new Intl.DateTimeFormat('ja-JP', { timeZone: zone, year: 'numeric', month: 'numeric', day: 'numeric' })
  const dayName = new Intl.DateTimeFormat(locale, { timeZone: zone, year: 'numeric', month: 'long', day: 'numeric', weekday: 'short' })
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'always', style: 'short' })
  const units = language === 'ja' ? { m: '分', h: '時間', d: '日', now: '1分未満' } : { m: ' min', h: ' h', d: ' d', now: '< 1 min' }

  function ago(iso: string, now: number): string {
    const minutes = Math.round((Date.parse(iso) - now) / 60_000)
    if (Math.abs(minutes) < 60) return relative.format(minutes, 'minute')
    if (Math.abs(minutes) < 60 * 24) return relative.format(Math.trunc(minutes / 60), 'hour')
    if (Math.abs(minutes) < 60 * 24 * 7) return relative.format(Math.trunc(minutes / 1440), 'day')
    return dateWithYear.format(Date.parse(iso))
  }
  function since(iso: string, now: number): string {
    const minutes = Math.floor((now - Date.parse(iso)) / 60_000)
    if (minutes < 1) return units.now
    if (minutes < 60) return `${minutes}${units.m}`
    if (minutes < 60 * 48) return `${Math.floor(minutes / 60)}${units.h}`
    return `${Math.floor(minutes / 1440)}${units.d}`
  }
  function short(iso: string): string {
    const at = Date.parse(iso)
    if (dateWithYear.format(at) === dateWithYear.format(Date.now())) return clock.format(at)
    return new Date(at).getUTCFullYear() === new Date().getUTCFullYear() ? date.format(at) : dateWithYear.format(at)
  }
  return { zone, absolute: (iso) => full.format(Date.parse(iso)), short, day: (iso) => dayName.format(Date.parse(iso)), ago, since }
}
