import { useWords } from '../../app/language.tsx'
import { en } from '../../text/en/tickets.ts'
import { ja } from '../../text/ja/tickets.ts'

export function useTicketWords(): typeof ja {
  return useWords({ ja, en })
}
