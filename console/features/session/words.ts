import { useWords } from '../../app/language.tsx'
import { en } from '../../text/en/session.ts'
import { ja } from '../../text/ja/session.ts'

export function useSessionWords(): typeof ja {
  return useWords({ ja, en })
}
