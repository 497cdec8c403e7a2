import { useWords } from '../../app/language.tsx'
import { en } from '../../text/en/me.ts'
import { ja } from '../../text/ja/me.ts'

export function useMeWords(): typeof ja {
  return useWords({ ja, en })
}
