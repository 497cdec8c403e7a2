export const ja = {
  title: '保留データ', note: '読み取れなかったイベントです。理由を直してから、もう一度流せます。中身はネットワークから届いたままです。', empty: '保留データはありません。', total: (n: string) => `${n}件`, unknownCount: '—件', step: '段階', attempts: '試した回数', size: '大きさ', source: '届いた先', raw: '中身', base64: 'UTF-8ではないため、base64で表示しています。', cut: '長いため途中までです。', erased: '中身は消去されています。',
  replay: 'もう一度流す', replayAll: 'この理由をすべて流す', replayQuestion: (reason: string) => `理由が「${reason}」の保留データをすべて、もう一度流します。`, replayed: (n: number) => `${n}件を流しました`, show: '中身を見る',
}
