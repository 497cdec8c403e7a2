import type { Connector, Permission, ReplyFacts, ReplyPlan } from '../../core/ports/connector.ts'
import { defineConnector } from '../shared/define-connector.ts'
import { check } from './check.ts'
import { listen } from './listen.ts'
import { map } from './map.ts'
import { reply } from './reply.ts'
import { handshake, split, verify } from './webhook.ts'

const whyNotOffered = {
  like: { ja: 'いいねのAPIは、従量制のプランでは提供されなくなりました（2026年4月）。', en: 'Liking by API is no longer part of self-serve plans (April 2026).' },
  block: { ja: 'ブロックのAPIはありません。Xの画面で行ってください。', en: 'There is no API for blocking. Do it at X.' },
  othersPost: { ja: '他人の投稿は削除できません。Xへの報告はXの画面で行ってください。', en: 'Nobody can delete somebody else’s post. Report it at X.' },
}

const permissions: readonly Permission[] = [
  ...(['mention', 'reply'] as const).map((object): Permission => ({
    object, action: 'reply', verdict: 'conditional',
    why: { ja: '相手が御社を@で呼ぶか引用した投稿にだけ返信できます（従量制のプラン、2026年2月から）。', en: 'Only to posts whose author mentioned or quoted you (self-serve plans, since February 2026).' },
    cost: { ja: '1件 $0.015、URLを含むと $0.20', en: '$0.015 each, $0.20 with a URL' },
  })),
  { object: 'mention', action: 'like', verdict: 'not-offered', why: whyNotOffered.like },
  { object: 'mention', action: 'delete', verdict: 'not-offered', why: whyNotOffered.othersPost },
  {
    object: 'reply', action: 'hide', verdict: 'conditional',
    why: { ja: '自社の投稿への返信だけを非表示にできます。', en: 'Only replies under your own posts can be hidden.' },
  },
  { object: 'profile', action: 'mute', verdict: 'allowed' },
  { object: 'profile', action: 'block', verdict: 'not-offered', why: whyNotOffered.block },
]

export const x: Connector = defineConnector({
  network: 'x',
  title: { ja: 'X（旧Twitter）', en: 'X (formerly Twitter)' },
  intake: { polls: true, webhooks: true, pollEverySeconds: 120 },
  appFields: [
    { key: 'consumerKey', label: { ja: 'APIキー（Consumer Key）', en: 'API key (consumer key)' }, secret: false, required: true },
    { key: 'consumerSecret', label: { ja: 'APIキーシークレット', en: 'API key secret' }, help: { ja: 'Webhookの署名の確認にも使います。OAuth 2.0のクライアントシークレットではありません。', en: 'Also checks the signature of webhooks. Not the OAuth 2.0 client secret.' }, secret: true, required: true },
    { key: 'bearerToken', label: { ja: 'Bearerトークン', en: 'Bearer token' }, help: { ja: '読み取りとWebhookの確認に使います。', en: 'For reading and for seeing the webhook subscription.' }, secret: true, required: false },
  ],
  channelFields: [
    { key: 'accessToken', label: { ja: 'アクセストークン', en: 'Access token' }, help: { ja: '「Read and write」の権限で発行したもの。', en: 'Made with "Read and write" permission.' }, secret: true, required: true },
    { key: 'accessSecret', label: { ja: 'アクセストークンシークレット', en: 'Access token secret' }, secret: true, required: true },
  ],
  text: { max: 280, count: 'x-weighted' },
  permissions,
  operations: { reply },
  split, map, listen, verify, handshake, check, planReply,
})

function planReply({ mention }: ReplyFacts): ReplyPlan {
  if (mention.kind === 'direct') {
    return { possible: false, openAt: 'https://x.com/messages', words: { ja: 'ダイレクトメッセージへの返信はXの画面で行ってください。', en: 'Answer direct messages at X.' } }
  }
  if (!mention.summoned) {
    return {
      possible: false, openAt: `https://x.com/i/status/${encodeURIComponent(mention.externalId)}`,
      words: { ja: '投稿者が御社を@で呼んでいないため、APIでの返信はXに許可されていません。Xの画面で返信できます。', en: 'The author did not mention or quote you, so X does not permit a reply by API. You can answer at X.' },
    }
  }
  return { possible: true, operation: 'reply', free: false, words: { ja: 'Xに公開で返信します（1件 $0.015、URLを含むと $0.20）。', en: 'Replies in public on X ($0.015, with a URL $0.20).' } }
}
