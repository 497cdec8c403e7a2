import { cleanText } from '../text.ts'

/**
 * Whether what came back is what we sent. Networks put the names of those who are answered in front, close up white
 * space, and replace links by their own; a replaced link may stand for any.
 */
export function isSameWords(shown: string, sent: string): boolean {
  const [a, b] = [comparable(shown), comparable(sent)]
  return a === b || (shortened.test(a) && withoutLinks(a) === withoutLinks(b))
}

const shortened = /\bt\.co\/\w/i
const links = /(?:https?:\/\/)?[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}(?:\/[^\s\u3000-\u30ff\u4e00-\u9fff]*)?/gi

function comparable(text: string): string {
  return cleanText(text).replace(/^(?:\s*[@＠]\w{1,40}(?=\s))+/u, '').replaceAll('&amp;', '&').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replace(/\s+/g, ' ').trim()
}

function withoutLinks(text: string): string {
  return text.replace(links, '<link>')
}
