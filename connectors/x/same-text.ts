import { cleanText } from '../../core/text.ts'
import type { Fields } from '../shared/read.ts'
import { fullTextOf, linksOf } from './payloads.ts'

/**
 * Whether a post that X shows is the text that we sent. X puts the names of those it answers in front, shortens links
 * and writes `&amp;`; a link that X does not explain may stand for any.
 */
export function isSameText(post: Fields, sent: string): boolean {
  const shown = comparable(fullTextOf(post))
  const meant = comparable(sent)
  if (shown === meant) return true
  const unexplained = shown.includes('t.co/') && linksOf(post).length === 0
  return unexplained && shown.replace(links, '<link>') === meant.replace(links, '<link>')
}

const links = /(?:https?:\/\/)?[a-z0-9.-]+\.[a-z]{2,}\/?[^\s]*/gi

function comparable(text: string): string {
  return cleanText(text)
    .replace(/^(?:\s*[@＠]\w{1,20}(?=\s))+/u, '')
    .replace(/https?:\/\/([^\s]+?)\/?(?=\s|$)/gi, (_, rest: string) => rest)
    .replace(/\s+/g, ' ')
    .trim()
}
