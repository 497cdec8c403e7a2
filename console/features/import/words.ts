import { useWords } from '../../app/language.tsx'
import { en } from '../../text/en/import.ts'
import { ja } from '../../text/ja/import.ts'

export function useImportWords(): typeof ja {
  return useWords({ ja, en })
}
