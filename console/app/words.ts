import { en } from '../text/en/shell.ts'
import { ja } from '../text/ja/shell.ts'
import { useWords } from './language.tsx'

/** Words that every screen shares. */
export function useShellWords(): typeof ja {
  return useWords({ ja, en })
}
