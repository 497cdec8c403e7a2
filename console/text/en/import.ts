import type { ja } from '../ja/import.ts'

export const en: typeof ja = {
  title: 'Import', newImport: 'Import history', note: 'Posts in CSV or JSONL (UTF-8, Shift_JIS). Importing the same rows again adds nothing.', choose: 'Choose a file', drop: 'Drop a file here or choose one. Up to 25 MB.', uploading: 'Reading', another: 'Choose another file',
  format: 'Format', encoding: 'Encoding', encodings: { 'utf-8': 'UTF-8', shift_jis: 'Shift_JIS' }, formats: { csv: 'CSV', jsonl: 'JSONL' }, zone: 'Time zone', zoneNote: 'For times without an offset.',
  mapping: 'Columns', mappingNote: 'Only the text is required.', column: (name: string) => `Column “${name}”`, none: 'Not used', fields: { text: 'Text', at: 'Time', author: 'Author’s name', handle: 'Account', id: 'Id of the post', url: 'URL', network: 'Network', inReplyTo: 'Answers the post' },
  preview: 'First rows', start: 'Start the import', needText: 'Choose the column of the text.', started: 'The import has started',
  jobs: 'Imports so far', noJobs: 'No imports yet.', states: { waiting: 'Waiting', running: 'Importing', done: 'Done', failed: 'Failed', cancelled: 'Cancelled' }, progress: (done: string, total: string) => `${done} of ${total} rows`, progressUnknown: (done: string) => `${done} rows`, rejected: (n: string) => `${n} rows could not be imported`, cancel: 'Cancel', cancelQuestion: 'What was imported so far stays.', cancelled: 'Cancelled', showRejected: 'Rejected rows', hideRejected: 'Close', download: 'Save the rejected rows', row: 'Row', reason: 'Reason', raw: 'Content', startedAt: 'Started', toSearch: 'Search what was imported', resumes: 'If the server stops, it goes on where it was.',
}
