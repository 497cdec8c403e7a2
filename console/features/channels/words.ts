import { useWords } from '../../app/language.tsx'
import { en } from '../../text/en/channels.ts'
import { ja } from '../../text/ja/channels.ts'

export function useChannelWords(): typeof ja {
  return useWords({ ja, en })
}
