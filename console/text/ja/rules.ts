export const ja = {
  title: 'ルール', list: 'ルールの一覧', note: '届いた投稿が条件に当てはまると、決めた操作を自動で行います。', empty: 'ルールはまだありません。', create: 'ルールを作る', edit: 'ルールを変更', change: '変更', name: '名前', enabled: '使う', on: '使用中', off: '停止中', turnOn: '使う', turnOff: '止める', matchedToday: (n: string) => `24時間で${n}件`, remove: '削除', removeQuestion: 'このルールを削除します。これまでに行った操作は残ります。', removed: '削除しました', saved: '保存しました',
  conditions: '条件（すべてに当てはまるとき）', actions: '行う操作', words: 'この言葉のどれかを含む', noWords: 'この言葉を含まない', wordsNote: '1行に1つ。全角・半角や大文字・小文字は区別しません。', networks: 'ネットワーク', channels: '接続', sentiments: '感情', languages: '言語', kinds: '種類', author: '投稿者の名前・アカウントに含む', minFollowers: 'フォロワー数（以上）', tags: '会話のタグ', anyOf: '指定しない',
  languageNames: { ja: '日本語', en: '英語', zh: '中国語', ko: '韓国語', und: '不明' } as Record<string, string>,
  kindNames: { post: '投稿', comment: 'コメント', reply: '返信', quote: '引用', repost: 'リポスト', review: 'レビュー', direct: 'メッセージ', article: '記事' } as Record<string, string>,
  actionKinds: { tag: 'タグを付ける', assign: '割り当てる', 'open-ticket': 'チケットにする', 'capture-lead': 'リードにする', notify: '知らせる', sort: '分けて置く' }, addAction: '操作を足す', removeAction: (n: number) => `操作${n}を外す`, kind: '操作',
  tag: 'タグ', assignee: '担当者', team: 'チーム', nobody: 'なし', type: '種類', priority: '優先度', owner: '担当者', notifyUsers: '知らせる人', notifyTeams: '知らせるチーム', sorting: '置き場所', sortings: { spam: 'スパム', repost: 'リポスト' },
  atLeastOne: '条件を1つ以上、操作を1つ以上入れてください。', try: '過去24時間で試す', tried: (n: string) => `過去24時間では${n}件に当てはまります`, samples: '当てはまる投稿の例', none: '当てはまる投稿はありません。', and: 'かつ', or: '・', contains: (words: string) => `「${words}」を含む`, lacks: (words: string) => `「${words}」を含まない`, followersFrom: (n: string) => `フォロワー${n}以上`, from: (who: string) => `投稿者「${who}」`, toWhom: (who: string) => `→ ${who}`,
}
