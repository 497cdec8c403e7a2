import { useWords } from '../../app/language.tsx'
import { en } from '../../text/en/rules.ts'
import { ja } from '../../text/ja/rules.ts'

export function useRuleWords(): typeof ja {
  return useWords({ ja, en })
}
