import type { ja } from '../ja/forms.ts'

export const en: typeof ja = {
  required: 'Please fill this in.', atLeast: (n: number) => `At least ${n}.`, atMost: (n: number) => `At most ${n}.`, email: 'Write a mail address.', url: 'Write an address that begins with https://.',
  check: 'Check this value.', saved: 'Saved', nobody: 'None', more: 'Show more', none: 'None', dayNote: 'Year, month, day',
  conflict: 'Someone else changed this first. The newer version is loaded. Look at it and save again.',
}
