import { mentionOf, next, type Item, type Result, type Work } from './item.ts'

/** One call of the language port for each workspace in the page. What it cannot finish goes on without, and says so. */
export async function analyse(items: readonly Item[], work: Work): Promise<Result[]> {
  const spoken = items.filter((item) => mentionOf(item) !== null)
  for (const [workspace, own] of Map.groupBy(spoken, (item) => item.row.workspace_id)) {
    const annotations = await work.pipeline.ports.language.analyzeMany(own.map(textOf), { workspace, profile: 'ingest' })
    own.forEach((item, place) => { item.annotation = annotations[place]! })
  }
  return items.map(() => next)
}

/** A title and a sticker's words are searched and judged with the text. */
export function textOf(item: Item): string {
  const mention = mentionOf(item)!
  const words = mention.media.map((medium) => medium.alt ?? '').filter(Boolean)
  return [mention.title ?? '', mention.text, ...(mention.text === '' ? words : [])].filter(Boolean).join('\n')
}
