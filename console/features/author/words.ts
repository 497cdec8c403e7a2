import { useWords } from '../../app/language.tsx'
import { en } from '../../text/en/author.ts'
import { ja } from '../../text/ja/author.ts'

export function useAuthorWords(): typeof ja {
  return useWords({ ja, en })
}
