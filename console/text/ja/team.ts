import { ja as shell } from './shell.ts'

export const ja = {
  title: 'チーム・権限', partsLabel: 'チーム・権限の区分', members: 'メンバー', teams: 'チーム', tokens: 'APIトークン',
  invite: '招待する', inviteTitle: 'メンバーを招待', email: 'メールアドレス', role: '役割', inviteDo: '招待リンクを作る', inviteLink: '招待リンク', linkNote: (when: string) => `このリンクは一度だけ、${when}まで使えます。相手に渡してください。ここを閉じると二度と表示されません。`, inviteAgain: 'もう一人招待する',
  roles: shell.roles,
  roleNotes: { administrator: 'すべて。メンバーと資格情報も', manager: '対応、ルール、接続、取り込み、書き出し', agent: '返信、チケット、リード、仕分け', marketer: '読むだけ（投稿の機能は今後）', analyst: '読む、検索、書き出し', viewer: '読むだけ' },
  states: { active: '利用中', suspended: '停止中' }, suspend: '利用を停止', suspendQuestion: (name: string) => `${name} はすぐにログアウトされ、入れなくなります。担当していた仕事は残ります。`, resume: '利用を再開', suspended: '停止しました', resumed: '再開しました', reset: '再設定リンク', resetTitle: 'パスワードの再設定リンク', resetFor: (name: string) => `${name} のパスワードを再設定するリンク`, roleChanged: '役割を変えました', you: 'あなた', noTeams: 'チームなし',
  newTeam: 'チームを作る', editTeam: 'チームを変更', teamName: 'チームの名前', teamMembers: 'メンバー', teamChannels: 'このチームだけが見る接続', wallNote: '選んだ接続の会話は、このチーム（と、同じ接続を選んだチーム、管理者、マネージャー）だけが見られます。', peopleCount: (n: string) => `${n}人`, noChannels: '接続の制限なし', removeTeam: 'チームを削除', removeTeamQuestion: '担当の残っているチームは削除できません。', teamRemoved: '削除しました', saved: '保存しました', emptyTeams: 'チームはまだありません。',
  newToken: 'トークンを作る', tokenName: '名前', scopes: 'できること', days: '有効な日数', createToken: 'トークンを作る', secret: 'トークン', secretNote: 'この値は一度しか表示されません。', expires: '期限', expired: '期限切れ', lastUsed: '最後の利用', neverUsed: 'まだ使われていません', revoke: '無効にする', revokeQuestion: 'このトークンを使うプログラムは、すぐに使えなくなります。', revoked: '無効にしました', revokedState: '無効', emptyTokens: 'APIトークンはまだありません。', tokensNote: 'プログラムからAPIを使うための鍵です。',
  scopeNames: { read: '読む', answer: '返信・メモ', moderate: '仕分け', tickets: 'チケット', leads: 'リード', export: '書き出し', import: '取り込み', rules: 'ルール', channels: '接続', parked: '保留データ', system: 'システム', team: 'チーム', secrets: '資格情報' },
}
