import { useWords } from '../../app/language.tsx'
import { en } from '../../text/en/system.ts'
import { ja } from '../../text/ja/system.ts'

export function useSystemWords(): typeof ja {
  return useWords({ ja, en })
}
