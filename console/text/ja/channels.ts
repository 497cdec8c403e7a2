export const ja = {
  title: '接続', channels: '接続しているアカウント', noChannels: 'まだ何も接続していません。', connect: '接続を追加', enter: '手で登録', apps: 'アプリ', appsNote: 'ネットワークの開発者画面に登録した自社のアプリです。Webhookのアドレスはアプリごとに一つあります。', noApps: 'アプリはまだありません。', addApp: 'アプリを登録',
  states: { connected: '接続中', limited: '一部だけ利用可', needs_reconnect: '再接続が必要', paused: '停止中' },
  webhook: 'Webhookのアドレス', webhookNote: 'ネットワークの開発者画面に貼り付けてください。', handle: 'アカウント', lastEvent: '最後の受信', lastPoll: '最後の取得', never: 'まだありません', interval: '取得の間隔', everySeconds: (time: string) => `${time}ごと`, today: '24時間の投稿', parked: '保留データ', quota: '今月の配信', quotaOf: (used: string, limit: string) => `${used} / ${limit}`, noLimit: '上限なし', seenBy: '見られるチーム', everyone: '全員',
  roundTrip: '往復の確認', subscription: '購読', subscribed: 'ネットワークが購読を認めています', notSubscribed: '購読はまだ確認できていません', testEvent: 'テストの受信', tested: '届きました', notTested: 'まだ届いていません', works: '読めています', check: '確認', checked: '確認しました',
  pause: '停止', resume: '再開', remove: '接続を外す', removeQuestion: '新しい投稿は届かなくなります。これまでの投稿と会話は残ります。', removeDo: '外す', edit: '変更', removed: '外しました', paused: '停止しました', resumed: '再開しました', saved: '保存しました',
  removeApp: 'アプリを削除', removeAppQuestion: 'このアプリのWebhookは受け取れなくなります。先にこのアプリを使う接続を外してください。', appRemoved: 'アプリを削除しました',
  network: 'ネットワーク', app: 'アプリ', noApp: 'アプリなし', name: '表示名', nameNote: '空ならネットワークでの名前を使います。', appName: 'アプリの名前', connectDo: '接続する', registerDo: '登録する', connected: (name: string) => `${name} を接続しました`, registered: 'アプリを登録しました', needsApp: '先にアプリを登録してください。', secretNote: '保存したあとは表示されません。', pollEvery: '取得の間隔（秒）', teams: '見られるチーム', teamsNote: '何も選ばなければ全員が見られます。', newSecrets: '資格情報を入れ直す', connectNote: '資格情報をネットワークに確かめてから接続します。',
  enterTitle: '手で登録', enterNote: '電話や店頭で聞いた声を、投稿と同じように扱います。', via: '受けた方法', vias: { phone: '電話', shop: '店頭', mail: 'メール', letter: '手紙', other: 'その他' }, who: '相手の名前', contact: '連絡先', text: '内容', at: '日時', atNote: '空なら今です。', enterDo: '登録する', entered: '登録しました', openIt: '会話を開く', another: '続けて登録', noRight: '接続を追加できるのは管理者です。',
}
