export const ja = {
  title: 'システム', lanes: '処理の流れ', lanesNote: 'それぞれの列に溜まっている件数と、一番古いものの待ち時間です。', laneNames: { intake: '受信', outbound: '送信', events: '履歴', index: '検索' }, depth: '待ち', oldest: '一番古い', parked: '保留データ', lastProgress: '最後に進んだ', nothing: 'なし', flowing: '流れています', waiting: (n: string) => `${n}件待ち`,
  versions: 'バージョン', version: '聞き耳', database: 'データベース', language: '言語処理', started: '起動', storage: '保存量', keyFile: '鍵ファイル', keyNote: '資格情報はこの鍵で封をしています。バックアップと別の場所にも控えてください。',
  outbound: '送信', running: '送信しています', paused: '送信を止めています', pausedSince: (when: string) => `${when}から停止`, reason: '理由', pause: 'すべての送信を止める', resume: '送信を再開する', pauseNote: '返信はそのまま書けます。再開したときに送られます。', pausedNow: '送信を止めました', resumedNow: '送信を再開しました', pauseTitle: 'すべての送信を止める',
  chain: '記録の連鎖', chainNote: 'すべての操作の記録が、途中で抜けたり書き換えられたりしていないかを確かめます。', checkChain: '確かめる', whole: (n: string) => `${n}件の記録は完全です。`, erased: (n: string) => `うち${n}件は求めにより中身を消去しています。`, broken: (n: string) => `${n}番目の記録で連鎖が切れています。バックアップと突き合わせてください。`,
}
