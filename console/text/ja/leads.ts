export const ja = {
  title: 'リード', list: 'リードの一覧', stagesLabel: '段階', all: 'すべて', total: (n: string) => `${n}件`, unknownCount: '—件', owner: '担当者', nobody: '担当者なし', noTeam: 'チームなし', team: 'チーム', find: '名前・会社・用件で探す', clear: '絞り込みを外す',
  stages: { new: '新規', contacted: '連絡済み', qualified: '有望', proposal: '提案中', won: '成約', lost: '失注' },
  empty: 'リードはまだありません。受信箱の会話から「リードにする」で作ります。', emptyFiltered: 'この条件のリードはありません。',
  nextStepOn: (when: string) => `次の一手 ${when}`, late: (when: string) => `次の一手 ${when}（過ぎています）`, back: 'リードの一覧へ', captured: '登録',
  stage: '段階', name: '名前', nameKana: 'フリガナ', company: '会社', mail: 'メール', phone: '電話', need: '用件', nextStep: '次の一手', nextStepDate: '次の一手の日付', saved: '保存しました', unsaved: '保存していない変更があります',
  source: '元の投稿', noSource: '元の投稿は残っていません。', original: '元の投稿を開く', toConversation: '受信箱で開く', person: 'この人の記録', created: '登録日時', updated: '更新日時', noRight: 'リードを変更する権限がありません。', work: '仕事', conflict: 'ほかの人が先に変更しました。いまの内容を読み込みました。あなたの入力は残っています。確かめてから保存してください。', takeNewest: 'いまの内容に置き換える',
}
