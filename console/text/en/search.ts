import type { ja } from '../ja/search.ts'

export const en: typeof ja = {
  title: 'Search', query: 'Words to search for', placeholder: 'e.g. delivery AND (late OR missing) NOT ad', go: 'Search', help: 'Syntax', helpTitle: 'How to write a search',
  helpRows: [
    ['delivery late', 'Contains both (same as AND)'], ['late OR missing', 'Contains either'], ['delivery NOT ad', 'Leaves out what contains “ad”'], ['"late delivery"', 'These words in this order'], ['(late OR missing) AND delivery', 'Brackets group'],
  ],
  helpNote: 'Words are found in their inflected forms, in any width and by reading. AND, OR and NOT are written in capitals.',
  filters: 'Filters', filtersN: (n: number) => `Filters ${n}`, clear: 'Clear filters', period: 'Period', from: 'From', to: 'To', periods: { '7': '7 days', '30': '30 days', '90': '90 days' },
  groups: { networks: 'Network', channels: 'Channel', sentiments: 'Sentiment', languages: 'Language', kinds: 'Kind', states: 'State', assignees: 'Assignee', tags: 'Tag', teams: 'Team' }, author: 'One author only', removeAuthor: 'Remove the author filter', moreValues: (n: number) => `${n} more`,
  orders: { newest: 'Newest first', best: 'Best match' }, order: 'Order', total: (n: string) => `${n} posts`, unknownCount: '— posts', results: 'Results', empty: 'No post fits.', emptyHint: 'Use fewer words or clear the filters.', rowsCut: 'The list shows at most 10,000. Narrow the search.',
  export: 'Export', exportCsv: 'CSV (for Excel)', exportNdjson: 'NDJSON', openAll: 'Filters in the inbox',
  at: (place: string) => `Look at: ${place}`, end: 'the end', nobody: 'Nobody',
  facetsCapped: 'These counts are of the newest 10,000 posts.',
  why: { surface: 'As written', part: 'Part of a longer word', base: 'Found by its base form', reading: 'Found by reading', romaji: 'Found by romaji' }, states: { open: 'Waiting', pending: 'On hold', snoozed: 'On hold until a time', done: 'Done' }, languageNames: { ja: 'Japanese', en: 'English', zh: 'Chinese', ko: 'Korean', und: 'Unknown' },
  trend: 'Posts and sentiment a day', trendWeekly: 'Posts and sentiment a week', trendMonthly: 'Posts and sentiment a month', asTable: 'As a table', day: 'Day', dayFrom: 'From', totalColumn: 'Total', trendSummary: (n: string, days: string, most: string) => `${n} in all; most on ${days} with ${most}.`,
}
