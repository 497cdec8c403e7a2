export const ja = {
  title: '検索', query: '検索する言葉', placeholder: '例: 配送 AND (遅い OR 届かない) NOT 広告', go: '検索', help: '書き方', helpTitle: '検索の書き方',
  helpRows: [
    ['配送 遅い', '両方を含む（AND と同じ）'], ['遅い OR 届かない', 'どちらかを含む'], ['配送 NOT 広告', '広告を含むものを除く'], ['"配送が遅い"', 'この並びの言葉'], ['(遅い OR 届かない) AND 配送', 'かっこでまとめる'],
  ] as [string, string][],
  helpNote: '言葉は活用・全角半角・読みの違いを越えて見つかります。AND、OR、NOT は大文字で書きます。',
  filters: '絞り込み', filtersN: (n: number) => `絞り込み ${n}`, clear: '絞り込みを外す', period: '期間', from: '開始日', to: '終了日', periods: { '7': '7日間', '30': '30日間', '90': '90日間' },
  groups: { networks: 'ネットワーク', channels: '接続', sentiments: '感情', languages: '言語', kinds: '種類', states: '状態', assignees: '担当者', tags: 'タグ', teams: 'チーム' }, author: '投稿者で絞り込み中', removeAuthor: '投稿者の絞り込みを外す', moreValues: (n: number) => `ほか${n}種類`,
  orders: { newest: '新しい順', best: '一致の強い順' }, order: '並び順', total: (n: string) => `${n}件`, unknownCount: '—件', results: '検索結果', empty: 'この条件の投稿はありません。', emptyHint: '言葉を減らすか、絞り込みを外してください。', rowsCut: '一覧に出せるのは1万件までです。絞り込んでください。',
  export: '書き出し', exportCsv: 'CSV（Excel向け）', exportNdjson: 'NDJSON', openAll: '条件を受信箱で開く',
  at: (place: string) => `${place}の位置を確かめてください。`, end: '末尾', nobody: '担当者なし',
  facetsCapped: '内訳の件数は、新しい10,000件のものです。',
  why: { surface: '文字どおり', part: '語の一部で一致', base: '活用形で一致', reading: '読みで一致', romaji: 'ローマ字で一致' }, states: { open: '未対応', pending: '保留', snoozed: '保留（日時指定）', done: '完了' }, languageNames: { ja: '日本語', en: '英語', zh: '中国語', ko: '韓国語', und: '不明' } as Record<string, string>,
  trend: '日ごとの投稿数と感情', trendWeekly: '週ごとの投稿数と感情', trendMonthly: '月ごとの投稿数と感情', asTable: '表で見る', day: '日', dayFrom: '開始日', totalColumn: '合計', trendSummary: (n: string, days: string, most: string) => `合計${n}件、最も多い日は${days}の${most}件。`,
}
