import { useShellWords } from '../app/words.ts'

/** A drawn sign for where a mention came from: our own shapes, no trade marks but the letter. */
export function NetworkIcon({ network, size = 16 }: { network: string; size?: number }) {
  const words = useShellWords().networks
  const label = network in words ? words[network as keyof typeof words] : network
  return (
    <svg width={size} height={size} viewBox="0 0 16 16" role="img" aria-label={label} style={{ flex: 'none' }}>
      <title>{label}</title>
      <Sign network={network} />
    </svg>
  )
}

function Sign({ network }: { network: string }) {
  if (network === 'x') return <><rect width="16" height="16" rx="4" fill="#1F2328" /><path d="M4.5 4.5l7 7M11.5 4.5l-7 7" stroke="#fff" strokeWidth="1.6" strokeLinecap="round" /></>
  if (network === 'line') return <><rect width="16" height="16" rx="4" fill="#0A7F3F" /><path d="M8 3.8c2.7 0 4.7 1.6 4.7 3.7 0 2-2.4 3.7-4.7 5v-1.4c-2.7 0-4.7-1.5-4.7-3.6S5.3 3.8 8 3.8z" fill="#fff" /></>
  if (network === 'feed') return <><rect width="16" height="16" rx="4" fill="#9A4A00" /><path d="M4.5 8a3.5 3.5 0 0 1 3.5 3.5M4.5 4.8a6.7 6.7 0 0 1 6.7 6.7" stroke="#fff" strokeWidth="1.5" fill="none" strokeLinecap="round" /><circle cx="5" cy="11" r="1.1" fill="#fff" /></>
  return <><rect width="16" height="16" rx="4" fill="#59636E" /><path d="M5 11V6.5a3 3 0 0 1 6 0V11M5 8.5h6" stroke="#fff" strokeWidth="1.4" fill="none" strokeLinecap="round" /></>
}
