export const help = {
  ja: `
npm run import -- FILE [options]
  過去の投稿や問い合わせを CSV か JSONL（256 MB まで）から取り込みます。
  聞き耳が動いていればそちらが処理し、止まっていればこのコマンドが処理します。
  --workspace W     取り込み先（一つだけなら省略可）
  --map 項目=列     列の割り当て。text, at, author, handle, id, url, network, inReplyTo。
                    カンマ区切り、くり返し可。省略した項目は列名から推測します（「項目=」で割り当てなし）
  --encoding E      utf-8 か shift_jis（省略すると判定します）
  --format F        csv か jsonl（省略すると判定します）
  --zone Z          時差のない日時のタイムゾーン（既定: ワークスペースの設定）
  --yes             確認せずに始めます
  --rejected FILE   取り込めなかった行を理由とともに CSV に書き出します
  --resume JOB      中断した取り込みを続けます（FILE は不要）。動いている取り込みの進み具合も表示します
  --json            結果を JSON で出力します`,
  en: `
npm run import -- FILE [options]
  Imports history from CSV or JSONL (up to 256 MB).
  Where Kikimimi runs it does the work; otherwise this command does.
  --workspace W     where to (not needed where there is only one)
  --map field=COL   which column holds what: text, at, author, handle, id, url, network, inReplyTo;
                    a comma list, may be repeated. The rest is guessed from the names ("field=" for none)
  --encoding E      utf-8 or shift_jis (found out otherwise)
  --format F        csv or jsonl (found out otherwise)
  --zone Z          zone of times without an offset (the workspace's otherwise)
  --yes             starts without asking
  --rejected FILE   writes the rows that were not taken, with reasons, as CSV
  --resume JOB      goes on with an import that was cut off (no FILE), or shows how far one is
  --json            prints the result as JSON`,
}
