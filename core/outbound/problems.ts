import type { Sentence } from '../errors.ts'
import type { Problem } from './outbound.ts'

/** What the person who wrote it reads while an answer does not go its way. */
export const missed: Problem = {
  code: 'missed',
  words: { ja: '予定の時刻を過ぎてしまったため、送信していません。今からでも送るか、送らずに終えるかを選んでください。', en: 'Not sent: its time has long passed. Send it now, or let it go.' },
}

export const maybeSent: Problem = {
  code: 'unknown',
  words: { ja: '送信できた可能性があります。ネットワークの画面で確認し、結果を選んでください。', en: 'It may have been sent. Look at the network, then say what is true.' },
}

export const channelGone: Problem = {
  code: 'channel-gone',
  words: { ja: '接続が削除されたため、送信していません。', en: 'Not sent: the channel was deleted.' },
}

export const notOffered: Problem = {
  code: 'not-offered',
  words: { ja: 'このネットワークではこの操作を送れないため、送信していません。', en: 'Not sent: this network does not offer the operation.' },
}

export const replyTokenExpired: Problem = {
  code: 'reply-token-expired',
  words: { ja: '無料で返信できる時間が過ぎたため、送信していません。「もう一度送る」を選ぶとプッシュ送信（配信数1通）で送ります。', en: 'Not sent: the time for a free reply has passed. “Send again” goes by push (one metered message).' },
}

export function reconnectFirst(reason: string): Problem {
  return {
    code: 'reconnect',
    words: { ja: `接続の認証が切れたため、送信を止めています（${reason}）。再接続すると送信を再開します。`, en: `Held: the network refused the credentials (${reason}). It goes on once the channel is reconnected.` },
  }
}

export function retryLater(reason: string, limited: boolean): Problem {
  if (limited) return { code: 'rate-limited', words: { ja: `ネットワークが待つように求めています（${reason}）。時刻になったら送信します。`, en: `The network asks to wait (${reason}). It is sent then.` } }
  return { code: 'unreachable', words: { ja: `ネットワークに届きませんでした（${reason}）。まもなくもう一度試します。`, en: `The network could not be reached (${reason}). Another attempt follows shortly.` } }
}

/** The network refused, and yet an earlier attempt with an unclear end may have gone through. */
export function refusedButMaybeSent(words: Sentence): Problem {
  return {
    code: 'unknown',
    words: { ja: `${words.ja} ただし、前の試行で送信できた可能性があります。ネットワークの画面で確認してください。`, en: `${words.en} But an earlier attempt may have gone through: look at the network.` },
  }
}
