export const ja = {
  title: '取り込み', newImport: '過去データを取り込む', note: 'CSV または JSONL（UTF-8、Shift_JIS）の投稿を取り込みます。同じ行をもう一度取り込んでも増えません。', choose: 'ファイルを選ぶ', drop: 'ここにファイルを置くか、選んでください。25 MBまで。', uploading: '読み込んでいます', another: '別のファイルを選ぶ',
  format: '形式', encoding: '文字コード', encodings: { 'utf-8': 'UTF-8', shift_jis: 'Shift_JIS' }, formats: { csv: 'CSV', jsonl: 'JSONL' }, zone: '時刻の地域', zoneNote: '時差の書かれていない時刻に使います。',
  mapping: '列の対応', mappingNote: '本文の列だけは必ず選んでください。', column: (name: string) => `列「${name}」`, none: '使わない', fields: { text: '本文', at: '日時', author: '投稿者の名前', handle: 'アカウント', id: '投稿の番号', url: 'URL', network: 'ネットワーク', inReplyTo: '返信先の番号' },
  preview: '最初の行', start: '取り込みを始める', needText: '本文の列を選んでください。', started: '取り込みを始めました',
  jobs: 'これまでの取り込み', noJobs: '取り込みはまだありません。', states: { waiting: '待っています', running: '取り込み中', done: '完了', failed: '失敗', cancelled: '中止' }, progress: (done: string, total: string) => `${done} / ${total}行`, progressUnknown: (done: string) => `${done}行`, rejected: (n: string) => `${n}行は取り込めませんでした`, cancel: '中止', cancelQuestion: 'ここまでに取り込んだ投稿は残ります。', cancelled: '中止しました', showRejected: '取り込めなかった行', hideRejected: '閉じる', download: '取り込めなかった行を保存', row: '行', reason: '理由', raw: '内容', startedAt: '開始', toSearch: '取り込んだ投稿を検索', resumes: 'サーバーが止まっても、続きから再開します。',
}
