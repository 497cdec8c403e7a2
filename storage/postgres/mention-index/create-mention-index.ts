import type { Scope } from '../../../core/context.ts'
import type { MentionIndex, SearchRequest } from '../../../core/ports/mention-index.ts'
import type { Db } from '../../../core/tables.ts'
import { countDays, countFacets } from './facets-and-trend.ts'
import { searchHits } from './search-hits.ts'
import { removeDocuments, storeDocuments } from './store-documents.ts'

/** Search in the database itself: what a transaction writes is found when it commits. */
export function createPostgresMentionIndex(): MentionIndex {
  return {
    name: 'postgres',
    transactional: true,
    store: storeDocuments,
    remove: removeDocuments,
    search: searchHits,
    facets: countFacets,
    trend: countDays,
    scan: scanHits,
  }
}

async function* scanHits(db: Db, scope: Scope, request: SearchRequest, pageSize: number): AsyncGenerator<string[]> {
  let page = await searchHits(db, scope, { ...request, order: 'newest', limit: pageSize, after: undefined })
  while (page.ids.length > 0) {
    yield page.ids
    if (page.after === undefined) return
    page = await searchHits(db, scope, { ...request, order: 'newest', limit: pageSize, after: page.after })
  }
}
