import type { Connector, Permission, ReplyFacts, ReplyPlan } from '../../core/ports/connector.ts'
import { defineConnector } from '../shared/define-connector.ts'
import { check, media, profile, quota } from './account.ts'
import { map } from './map.ts'
import { push, replyByToken } from './send.ts'
import { split, verify } from './webhook.ts'

const nobodyCan = { ja: 'LINEでは、ユーザーが送ったメッセージを誰も非表示にも削除にもできません。', en: 'On LINE nobody can hide or delete what a user sent.' }

const permissions: readonly Permission[] = [
  {
    object: 'mention', action: 'reply', verdict: 'allowed',
    cost: { ja: '受信から約1分以内は無料。その後はプッシュ送信で、月の配信数を使います。', en: 'Free within about a minute; later by push, which uses the month’s messages.' },
  },
  { object: 'mention', action: 'hide', verdict: 'not-offered', why: nobodyCan },
  { object: 'mention', action: 'delete', verdict: 'not-offered', why: nobodyCan },
  { object: 'mention', action: 'like', verdict: 'not-offered', why: { ja: 'LINEには、メッセージへリアクションを付けるAPIがありません。', en: 'LINE has no API to react to a message.' } },
  { object: 'profile', action: 'block', verdict: 'not-offered', why: { ja: 'ブロックのAPIはありません。LINE Official Account Managerで行ってください。', en: 'There is no API for blocking. Use LINE Official Account Manager.' } },
]

export const line: Connector = defineConnector({
  network: 'line',
  title: { ja: 'LINE公式アカウント', en: 'LINE Official Account' },
  intake: { polls: false, webhooks: true },
  appFields: [
    { key: 'channelSecret', label: { ja: 'チャネルシークレット', en: 'Channel secret' }, help: { ja: 'LINE Developersの「チャネル基本設定」にあります。', en: 'In LINE Developers, "Basic settings".' }, secret: true, required: true },
  ],
  channelFields: [
    { key: 'channelAccessToken', label: { ja: 'チャネルアクセストークン（長期）', en: 'Channel access token (long-lived)' }, help: { ja: 'LINE Developersの「Messaging API設定」で発行します。', en: 'Issued in LINE Developers, "Messaging API".' }, secret: true, required: true },
  ],
  text: { max: 5000, count: 'utf16' },
  permissions,
  operations: { 'reply-token': replyByToken, push },
  split, map, verify, check, profile, media, planReply, quota,
})

function planReply({ replyToken, quota: known }: ReplyFacts): ReplyPlan {
  if (replyToken?.fresh) return { possible: true, operation: 'reply-token', free: true, words: { ja: '無料の返信トークンで送ります。', en: 'Goes by the free reply token.' } }
  if (known === null) return { possible: true, operation: 'push', free: false, words: { ja: 'プッシュ送信します（配信数1通）。今月の残りはまだ確認できていません。', en: 'Goes by push (one metered message). What is left this month is not known yet.' } }
  if (known.limit === null) return { possible: true, operation: 'push', free: false, words: { ja: 'プッシュ送信します（配信数1通、上限なし）。', en: 'Goes by push (one message; the plan has no limit).' } }
  const left = Math.max(0, known.limit - known.used)
  if (left === 0) {
    return {
      possible: false, openAt: 'https://chat.line.biz/',
      words: { ja: '今月の配信数を使い切りました。LINE Official Account Managerのチャットから返信できます。', en: 'This month’s messages are used up. You can answer in the chat of LINE Official Account Manager.' },
    }
  }
  return { possible: true, operation: 'push', free: false, words: { ja: `プッシュ送信します（配信数1通、今月の残り${left}通）。`, en: `Goes by push (one message of ${left} left this month).` } }
}
