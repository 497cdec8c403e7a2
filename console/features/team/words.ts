import { useWords } from '../../app/language.tsx'
import { en } from '../../text/en/team.ts'
import { ja } from '../../text/ja/team.ts'

export function useTeamWords(): typeof ja {
  return useWords({ ja, en })
}
