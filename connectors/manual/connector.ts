import type { Connector, Permission } from '../../core/ports/connector.ts'
import { defineConnector } from '../shared/define-connector.ts'
import { map, split } from './map.ts'

const byHand = { ja: '電話や店頭での声には、ここから返信できません。対応したら「ほかで回答済みにする」で記録してください。', en: 'What came by phone or in a shop is not answered from here. Once it is answered, use “Mark as answered there”.' }

/** No network at all: what a colleague heard and typed in. */
export const manual: Connector = defineConnector({
  network: 'manual',
  title: { ja: '手入力（電話・店頭・メール・手紙）', en: 'Entered by hand (phone, shop, mail, letter)' },
  intake: { polls: false, webhooks: false },
  appFields: [],
  channelFields: [],
  text: { max: 0, count: 'utf16' },
  permissions: (['reply', 'hide', 'like', 'delete'] as const).map((action): Permission => ({ object: 'mention', action, verdict: 'not-offered', why: byHand })),
  operations: {},
  split, map,
  check: async () => ({ externalId: 'manual', name: '手入力', handle: null, subscribed: null }),
  planReply: () => ({ possible: false, openAt: null, words: byHand }),
})
