import { ja as shell } from './shell.ts'

export const ja = {
  title: '個人設定', profile: 'プロフィール', name: '名前', email: 'メールアドレス', role: '役割', workspace: 'ワークスペース', saved: '保存しました',
  password: 'パスワード', passwordNote: '変えると、ほかの端末のログインは終わります。', current: 'いまのパスワード', next: '新しいパスワード', nextNote: '10文字以上', change: 'パスワードを変える', changed: 'パスワードを変えました',
  totp: '2段階認証', totpOn: '2段階認証は有効です。', totpOff: '2段階認証は無効です。', totpNote: 'ログインのとき、認証アプリの6桁の数字も求めます。', enable: '有効にする', disable: '無効にする', disabled: '2段階認証を無効にしました', enabled: '2段階認証を有効にしました', withPassword: 'パスワードで確認', begin: '次へ',
  scan: '認証アプリでこのコードを読み取ってください。', scanAlt: '認証アプリ用のQRコード。読み取れないときは下の鍵を入力してください。', secret: '読み取れないときの鍵', recovery: '回復コード', recoveryNote: '認証アプリを失くしたときに使います。それぞれ一度だけ使えます。いま控えてください。', saveCodes: '回復コードを保存', code: '認証アプリの6桁の数字', confirm: '確認して有効にする',
  display: '表示', language: '言語', theme: 'テーマ', density: '一覧の高さ', keys: 'キーボード', letters: '1文字のショートカットを使う', lettersNote: 'オフにすると、文字キーだけの操作は働きません。', keysHelp: 'キーの一覧を見る',
  roles: shell.roles, teams: 'チーム', noTeams: 'なし', zone: '時刻の地域',
}
