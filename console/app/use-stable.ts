import { useCallback, useLayoutEffect, useRef } from 'react'

/** The same function for ever that always does the newest thing: what is handed to hundreds of memoised rows. */
export function useStable<Args extends unknown[], Result>(newest: (...args: Args) => Result): (...args: Args) => Result {
  const held = useRef(newest)
  useLayoutEffect(() => {
    held.current = newest
  })
  return useCallback((...args: Args) => held.current(...args), [])
}
