import type { Command } from './command.ts'

const text = { type: 'string' } as const
const several = { type: 'string', multiple: true } as const
const flag = { type: 'boolean' } as const
const workspaceOption = { ja: '  --workspace 名前か ID（一つだけなら省略可）', en: '  --workspace  name or id (not needed where there is only one)' }

/** Every command, in the order of the help. */
export const commands: readonly Command[] = [
  {
    name: 'workspace create', takes: 'NAME', words: 1, ja: 'ワークスペースを作成します。', en: 'Makes a workspace.',
    load: () => import('./workspace.ts').then((file) => file.createWorkspace),
  },
  {
    name: 'workspace list', takes: '', words: 0, ja: 'ワークスペースを一覧します。', en: 'Lists the workspaces.',
    load: () => import('./workspace.ts').then((file) => file.listWorkspaces),
  },
  {
    name: 'user create', takes: '--email ADDRESS --name NAME --role ROLE [--team NAME]… [--password-stdin]', words: 0,
    options: { workspace: text, email: text, name: text, role: text, team: several, 'password-stdin': flag },
    ja: `メンバーを追加します。パスワードを渡さなければ、一度だけ使えるリンクを表示します。
${workspaceOption.ja}
  --role  administrator, manager, agent, marketer, analyst, viewer
  --team  所属チーム（くり返し可）
  --password-stdin  パスワードを標準入力から読みます`,
    en: `Adds a member; without a password, prints a one-time link to choose one.
${workspaceOption.en}
  --role  administrator, manager, agent, marketer, analyst, viewer
  --team  a team to join (may be repeated)
  --password-stdin  reads the password from standard input`,
    load: () => import('./user.ts').then((file) => file.createUser),
  },
  {
    name: 'user list', takes: '[--workspace W]', words: 0, options: { workspace: text }, ja: 'メンバーを一覧します。', en: 'Lists the members.',
    load: () => import('./user.ts').then((file) => file.listUsers),
  },
  {
    name: 'user reset', takes: 'EMAIL [--totp]', words: 1, options: { totp: flag },
    ja: `すべての端末をログアウトさせ、パスワードを決め直すリンクを表示します。
  --totp  2段階認証も解除します`,
    en: `Ends every session of a person and prints a one-time link to choose a new password.
  --totp  also turns two-step sign-in off`,
    load: () => import('./user.ts').then((file) => file.resetUser),
  },
  {
    name: 'user suspend', takes: 'EMAIL [--workspace W]', words: 1, options: { workspace: text },
    ja: 'メンバーを停止し、ログイン中の端末も終了させます。--workspace がなければ全ワークスペースで。', en: 'Suspends a member and ends all sessions; without --workspace, everywhere.',
    load: () => import('./user.ts').then((file) => file.suspendUser),
  },
  {
    name: 'user resume', takes: 'EMAIL [--workspace W]', words: 1, options: { workspace: text }, ja: '停止したメンバーを再開します。', en: 'Lets a suspended member in again.',
    load: () => import('./user.ts').then((file) => file.resumeUser),
  },
  {
    name: 'team create', takes: 'NAME [--member EMAIL]…', words: 1, options: { workspace: text, member: several },
    ja: `チームを作成します。\n${workspaceOption.ja}\n  --member  最初のメンバー（くり返し可）`,
    en: `Makes a team.\n${workspaceOption.en}\n  --member  who is in it (may be repeated)`,
    load: () => import('./team.ts').then((file) => file.createTeam),
  },
  {
    name: 'app create', takes: '--network x|line --name NAME (--secret KEY=VALUE… | --secrets-file FILE)', words: 0,
    options: { workspace: text, network: text, name: text, secret: several, 'secrets-file': text },
    ja: `ネットワークのアプリ登録を追加し、Webhook のアドレスを表示します。
${workspaceOption.ja}
  --secret        名前=値（くり返し可）。x: consumerKey consumerSecret bearerToken、line: channelSecret
  --secrets-file  {"名前": "値"} の JSON。「-」は標準入力。プロセス一覧に残りません`,
    en: `Registers an app of a network and prints its webhook address.
${workspaceOption.en}
  --secret        key=value (may be repeated). x: consumerKey consumerSecret bearerToken; line: channelSecret
  --secrets-file  JSON such as {"key": "value"}, "-" for standard input; does not show in the list of processes`,
    load: () => import('./app.ts').then((file) => file.createApp),
  },
  {
    name: 'app list', takes: '[--workspace W]', words: 0, options: { workspace: text }, ja: 'アプリ登録を一覧します。', en: 'Lists the registered apps.',
    load: () => import('./app.ts').then((file) => file.listApps),
  },
  {
    name: 'channel create', takes: '--network NETWORK [--app ID] [--credential KEY=VALUE]… [--config KEY=VALUE]… [--no-check]', words: 0,
    options: {
      workspace: text, network: text, app: text, name: text, 'external-id': text, handle: text, credential: several, 'credentials-file': text, config: several,
      'poll-seconds': text, 'no-check': flag,
    },
    ja: `アカウントを接続します。資格情報はネットワークに確かめます。
${workspaceOption.ja}
  --app               アプリの ID（x と line で必要）
  --credential        名前=値。x: accessToken accessSecret、line: channelAccessToken
  --credentials-file  同じものを JSON で。「-」は標準入力
  --config            秘密でない値。feed: url=https://…
  --name              表示名（省略するとネットワークでの名前）
  --external-id       アカウントの ID。確認した ID と違えば接続しません
  --poll-seconds      取得の間隔
  --no-check          確かめずに接続します（--external-id と --name が必要）。--handle も指定できます`,
    en: `Connects an account; the network is asked who the credentials belong to.
${workspaceOption.en}
  --app               id of the app (needed for x and line)
  --credential        key=value. x: accessToken accessSecret; line: channelAccessToken
  --credentials-file  the same as JSON; "-" for standard input
  --config            what is no secret. feed: url=https://…
  --name              the name shown (else the one at the network)
  --external-id       the account's id; another one than the network answers is refused
  --poll-seconds      how often to look
  --no-check          asks nobody (needs --external-id and --name); --handle may be given`,
    load: () => import('./channel.ts').then((file) => file.createChannel),
  },
  {
    name: 'channel list', takes: '[--workspace W]', words: 0, options: { workspace: text }, ja: '接続を一覧します。', en: 'Lists the channels.',
    load: () => import('./channel.ts').then((file) => file.listChannels),
  },
  {
    name: 'chain verify', takes: '[--workspace W]', words: 0, options: { workspace: text },
    ja: '記録の連鎖を最初から確かめます。壊れていれば終了コード 1 です。', en: 'Checks the chain of events from its beginning; exit code 1 when it is broken.',
    load: () => import('./chain.ts').then((file) => file.verifyChains),
  },
  {
    name: 'key rotate', takes: '--to FILE', words: 0, options: { to: text },
    ja: `保存してある秘密情報を新しい鍵で包み直します。聞き耳を止めてから実行してください。
  --to  新しい鍵ファイル。なければ作ります。終わったら、表示された設定で起動します`,
    en: `Wraps the stored secrets with a new key. Stop Kikimimi first.
  --to  the new key file, made when missing. Afterwards start with the settings that are printed`,
    load: () => import('./key.ts').then((file) => file.rotateKey),
  },
  {
    name: 'backup', takes: 'DIR [--with-key]', words: 1, options: { 'with-key': flag },
    ja: `動かしたまま、内蔵の Postgres を新しいフォルダー DIR にバックアップします。
  --with-key  鍵ファイルも入れます。なければ鍵は別に保管してください（鍵なしでは復元できません）`,
    en: `Backs the embedded Postgres up to a new folder DIR, while the product runs.
  --with-key  puts the key files inside. Without it keep the key elsewhere: nothing is restored without it`,
    load: () => import('./back-up.ts').then((file) => file.makeBackUp),
  },
  {
    name: 'restore', takes: 'DIR', words: 1,
    ja: 'バックアップを空のデータフォルダー（DATA_DIR）に復元します。送信は止めた状態になり、全員がログインし直します。',
    en: 'Restores a back-up into an empty data folder (DATA_DIR). Outgoing messages start paused, and everybody signs in again.',
    load: () => import('./restore.ts').then((file) => file.restoreBackUp),
  },
]
