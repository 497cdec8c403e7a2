import { useWords } from '../../app/language.tsx'
import { en } from '../../text/en/leads.ts'
import { ja } from '../../text/ja/leads.ts'

export function useLeadWords(): typeof ja {
  return useWords({ ja, en })
}
