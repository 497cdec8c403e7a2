import { ja as shell } from './shell.ts'

export const ja = {
  login: 'ログイン', email: 'メールアドレス', password: 'パスワード', signIn: 'ログイン',
  code: '確認コード', codeNote: '認証アプリに表示された6桁の数字、または回復コードを入力してください。', confirm: '確認', again: '最初からやり直す',
  forgot: 'パスワードを忘れたときは、管理者に再設定のリンクを依頼してください。', needsSetup: '初回設定がまだです。サーバーを起動した画面に表示されたリンクを開いてください。',
  setUp: '初回設定', setUpNote: '最初の管理者とワークスペースを作ります。', workspaceName: '会社・ワークスペースの名前', name: '名前', newPassword: 'パスワード（10文字以上）', create: '作成して始める',
  noToken: 'リンクが正しくありません。サーバーを起動した画面に表示されたリンクを開いてください。',
  invite: '招待', inviteTo: (workspace: string) => `${workspace} に招待されています。`, haveAccount: 'このメールアドレスのアカウントがあります。いまのパスワードで参加します。', join: '参加する',
  reset: 'パスワードの再設定', resetDo: '再設定してログイン', signinLink: 'ログイン用リンク', signinNote: 'このリンクは一度だけ使えます。',
  linkGone: 'このリンクは使えません。期限が切れたか、すでに使われています。新しいリンクを依頼してください。', toLogin: 'ログイン画面へ', validUntil: '期限',
  roles: shell.roles,
}
