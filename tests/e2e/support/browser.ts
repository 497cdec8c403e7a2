import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { findBrowser } from '../../../commands/ensure-browser.ts'
import { demo, type PersonName } from './demo.ts'

const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']

export interface OpenOptions {
  language?: 'ja' | 'en'
  theme?: 'light' | 'dark'
  width?: number
  height?: number
  /** Messages of the console that this test provokes on purpose. */
  expects?: RegExp
}

let browser: Browser
const contexts: BrowserContext[] = []
const heard: string[] = []

/** One browser for the file that calls it. Whatever a page writes to its console as an error, CSP reports among them, fails the test. */
export function useBrowser(): void {
  beforeAll(async () => {
    const executablePath = findBrowser()
    if (!executablePath) throw new TypeError('Chromium is missing: set CHROMIUM_PATH or install it')
    browser = await chromium.launch({ executablePath, args: flags })
  })
  afterEach(async () => {
    await Promise.all(contexts.splice(0).map((context) => context.close()))
    expect(heard.splice(0)).toEqual([])
  })
  afterAll(() => browser.close())
}

/** A person at their own browser. `null` is a visitor who has not signed in. */
export async function openAs(person: PersonName | null, path: string, options: OpenOptions = {}): Promise<Page> {
  const { language = 'ja', theme = 'light', width = 1280, height = 800 } = options
  const context = await browser.newContext({
    baseURL: demo.origin, locale: language === 'ja' ? 'ja-JP' : 'en-GB', timezoneId: 'Asia/Tokyo', colorScheme: theme, viewport: { width, height }, reducedMotion: 'reduce',
  })
  contexts.push(context)
  context.setDefaultTimeout(15_000)
  if (person) await context.addCookies(demo.cookies[person]!.map((cookie) => ({ ...cookie, url: demo.origin })))
  const page = await context.newPage()
  listen(page, options.expects)
  await page.goto(path)
  return page
}

function listen(page: Page, expects: RegExp | undefined): void {
  const hear = (text: string) => {
    if (!expects?.test(text)) heard.push(`${new URL(page.url()).pathname}: ${text}`)
  }
  page.on('console', (message) => {
    if (message.type() === 'error' || /Content Security Policy/.test(message.text())) hear(message.text())
  })
  page.on('pageerror', (error) => hear(String(error)))
}
