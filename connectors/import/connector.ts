import type { Connector, Permission } from '../../core/ports/connector.ts'
import { defineConnector } from '../shared/define-connector.ts'
import { map, split } from './map.ts'

const history = { ja: '取り込んだ過去の投稿には、ここから返信できません。元のページを開いてください。', en: 'Imported history is not answered from here. Open the original page.' }

/** History from a CSV or JSONL file. The file is read and its columns are named before the rows come here. */
export const imported: Connector = defineConnector({
  network: 'import',
  title: { ja: '過去データの取り込み', en: 'Imported history' },
  intake: { polls: false, webhooks: false },
  appFields: [],
  channelFields: [],
  text: { max: 0, count: 'utf16' },
  permissions: (['reply', 'hide', 'like', 'delete'] as const).map((action): Permission => ({ object: 'mention', action, verdict: 'not-offered', why: history })),
  operations: {},
  split, map,
  check: async () => ({ externalId: 'import', name: '過去データ', handle: null, subscribed: null }),
  planReply: () => ({ possible: false, openAt: null, words: history }),
})
