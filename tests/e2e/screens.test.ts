import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { axeFinds } from './support/axe.ts'
import { openAs, useBrowser } from './support/browser.ts'
import { allScreens, settled, type ScreenToSee } from './support/screens.ts'

useBrowser()

/** Set it to a folder to look at every screen in both languages and themes. */
const pictures = process.env['SCREENSHOTS_DIR']

// A role answered 404 for the link and the page that nobody has: the browser says so in its console.
const expects = /404|401/

describe.each([['ja', 'light'], ['en', 'dark']] as const)('every screen in %s, %s', (language, theme) => {
  it('has nothing that axe finds, fits 320 px, and speaks one language', { timeout: 120_000 }, async () => {
    const found: string[] = []
    const screens = await allScreens()
    for (const person of ['花子', null] as const) {
      const page = await openAs(person, screens.find((screen) => screen.person === person)!.path, { language, theme, expects })
      for (const screen of screens.filter((one) => one.person === person)) {
        const lines = await look(page, screen, language).catch((error: unknown) => [String(error)])
        for (const line of lines) found.push(`${screen.name}: ${line}`)
      }
    }
    expect(found).toEqual([])
  })
})

async function look(page: Page, screen: ScreenToSee, language: 'ja' | 'en'): Promise<string[]> {
  await page.goto(screen.path)
  await settled(page)
  const found = [...(await axeFinds(page)), ...(await strangeWords(page, language))]
  await page.setViewportSize({ width: 320, height: 640 })
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))))
  const wide = await page.evaluate(() => {
    const scroller = document.scrollingElement!
    const edge = document.documentElement.clientWidth
    if (scroller.scrollWidth <= edge) return []
    return [...document.querySelectorAll('body *')].filter((element) => element.getBoundingClientRect().right > edge + 1).slice(-3).map((element) => `${scroller.scrollWidth} px wide: ${element.outerHTML.slice(0, 120)}`)
  })
  await page.setViewportSize({ width: 1280, height: 800 })
  return [...found, ...wide]
}

/** Labels, buttons and headings in the other language. What people wrote, and the names of people and things, may be in any. */
async function strangeWords(page: Page, language: 'ja' | 'en'): Promise<string[]> {
  const words = await page.evaluate(() => {
    const texts: string[] = []
    for (const element of document.querySelectorAll<HTMLElement>('h1, label:not(fieldset label), legend, th, dt, [role=tab], nav a, button, [placeholder]')) {
      if (!element.closest('nav') && element.closest('[data-post-text], [role=option], [role=listitem], [role=listbox], li, [lang]:not(html), article, blockquote, td, code, pre, ol li')) continue
      texts.push(element.innerText ?? '', element.getAttribute('placeholder') ?? '')
    }
    return [...new Set(texts.flatMap((text) => text.split('\n')).map((text) => text.trim()).filter(Boolean))]
  })
  // An avatar shows one character of a name.
  const named = /^.$|名前未登録|至急|商談|田中|花子|高橋|鈴木|佐藤|伊藤|渡辺|マーケ|サポート|営業|風待|開発者アプリ|日本語|^English$|^Ctrl K$|^Ctrl$/
  const stranger = language === 'en' ? /[\u3040-\u309f\u4e00-\u9fff]/ : /^[A-Z]?[a-z]{3,}( [A-Za-z]+)*$/
  return words.filter((text) => stranger.test(text) && !named.test(text)).map((text) => `strange in ${language}: ${text}`)
}

describe.runIf(pictures)('pictures', () => {
  it.each([['ja', 'light'], ['ja', 'dark'], ['en', 'light'], ['en', 'dark']] as const)('of every screen in %s, %s', { timeout: 300_000 }, async (language, theme) => {
    const folder = join(pictures!, `${language}-${theme}`)
    mkdirSync(folder, { recursive: true })
    for (const screen of await allScreens()) {
      const page = await openAs(screen.person, screen.path, { language, theme, width: 1440, height: 900, expects })
      await settled(page)
      await page.screenshot({ path: join(folder, `${screen.name}.png`) })
      await page.setViewportSize({ width: 320, height: 640 })
      await settled(page)
      await page.screenshot({ path: join(folder, `${screen.name}-phone.png`) })
      await page.context().close()
    }
  })
})
