import { useWords } from '../../app/language.tsx'
import { en } from '../../text/en/inbox.ts'
import { ja } from '../../text/ja/inbox.ts'

export type InboxWords = typeof ja

export function useInboxWords(): InboxWords {
  return useWords({ ja, en })
}
