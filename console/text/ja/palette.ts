export const ja = {
  title: '検索と操作', placeholder: '操作の名前、チケット番号、人、言葉', nothing: '見つかりません', failed: '探せませんでした。',
  actions: '操作', places: '画面', tickets: 'チケット', leads: 'リード', people: '人', mentions: '投稿',
  searchFor: (q: string) => `「${q}」を検索画面で探す`,
}
