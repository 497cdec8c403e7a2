import { useWords } from '../../app/language.tsx'
import { en } from '../../text/en/search.ts'
import { ja } from '../../text/ja/search.ts'

export function useSearchWords(): typeof ja {
  return useWords({ ja, en })
}
