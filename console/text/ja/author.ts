export const ja = {
  title: '人', firstSeen: '最初に受け取った日時', mentions: '投稿の数', followers: 'フォロワー', handle: 'アカウント', tally: '感情の内訳', share: (n: string, percent: number) => `${n}件（${percent}%）`, noMentions: '投稿はまだありません。',
  tickets: 'チケット', noTickets: 'チケットはありません。', leads: 'リード', noLeads: 'リードはありません。', timeline: 'これまでのやりとり', empty: '表示できるやりとりはありません。', toConversation: '会話を開く', searchAll: 'この人の投稿を検索', original: '元の投稿を開く',
  reply: '自社の返信', note: '社内メモ', deleted: '元の投稿は削除されました',
  erase: 'この人を消去', eraseTitle: 'この人の記録を消去', eraseQuestion: (name: string, n: string) => `${name} の名前・画像・アカウントと、${n}件の投稿の文・画像・検索用のコピー・受信した生データを消します。チケットとリードの番号、社内の履歴の日時は残ります。同じ人の投稿は、これからも保存しません。元に戻せません。`, eraseConfirm: '確認のため「消去」と入力', eraseWord: '消去', eraseDo: '完全に消去する', erased: '消去しました',
}
