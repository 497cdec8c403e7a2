import { queryOptions, useQuery } from '@tanstack/react-query'
import type { Ability } from '../../core/team/team.ts'
import { api, call } from '../api/client.ts'

export type Me = Awaited<ReturnType<typeof readMe>>

export const meQuery = queryOptions({ queryKey: ['me'], queryFn: readMe, staleTime: 60_000 })

/** Undefined until the first answer: screens draw themselves meanwhile. */
export function useMe(): Me | undefined {
  return useQuery(meQuery).data
}

/** False until known: a button that may not be pressed is absent. */
export function useCan(ability: Ability): boolean {
  return useMe()?.abilities.includes(ability) ?? false
}

function readMe() {
  return call(api.me.$get())
}
