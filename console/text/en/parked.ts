import type { ja } from '../ja/parked.ts'

export const en: typeof ja = {
  title: 'Parked', note: 'Events that could not be read. Once the reason is gone they can be sent through again. The bytes are as the network sent them.', empty: 'Nothing is parked.', total: (n: string) => `${n} parked`, unknownCount: '— parked', step: 'Step', attempts: 'Tries', size: 'Size', source: 'Came in by', raw: 'Bytes', base64: 'Not UTF-8, so shown as base64.', cut: 'Long; only the beginning.', erased: 'The bytes were erased.',
  replay: 'Send through again', replayAll: 'All of this reason', replayQuestion: (reason: string) => `Everything parked for “${reason}” goes through again.`, replayed: (n: number) => `${n} sent through again`, show: 'Show the bytes',
}
