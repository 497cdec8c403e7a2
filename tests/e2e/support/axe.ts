import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

interface Found {
  id: string
  nodes: { html: string; failureSummary?: string }[]
}

/** What axe finds wrong with the page as it stands, one line each. */
export async function axeFinds(page: Page): Promise<string[]> {
  // Evaluated and not added as a script element, which the page's own policy rightly refuses.
  await page.evaluate(source)
  const violations = await page.evaluate((values) => {
    const { axe } = globalThis as unknown as { axe: { run(context: Document, options: object): Promise<{ violations: Found[] }> } }
    return axe.run(document, { runOnly: { type: 'tag', values }, resultTypes: ['violations'] }).then((result) => result.violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html, failureSummary }) => ({ html, failureSummary })) })))
  }, tags)
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 200)} ${node.failureSummary?.split('\n')[1]?.trim() ?? ''}`))
}
