export const ja = {
  required: '入力してください。', atLeast: (n: number) => `${n}以上にしてください。`, atMost: (n: number) => `${n}までにしてください。`, email: 'メールアドレスの形で入力してください。', url: 'https:// で始まるURLを入力してください。',
  check: '値を確かめてください。', saved: '保存しました', nobody: 'なし', more: 'さらに表示', none: 'なし', dayNote: '年/月/日の順に入力',
  conflict: 'ほかの人が先に変更しました。いまの内容を読み込みました。確かめてから、もう一度保存してください。',
}
