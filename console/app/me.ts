import { queryOptions, useQuery } from '@tanstack/react-query'
import { createContext, createElement, useContext, type ReactNode } from 'react'
import type { Ability } from '../../core/team/team.ts'
import { api, call } from '../api/client.ts'

export type Me = Awaited<ReturnType<typeof readMe>>

export const meQuery = queryOptions({ queryKey: ['me'], queryFn: readMe, staleTime: 60_000 })

/** Pages that are for people who are not signed in: nobody is asked for there. */
export function isWithoutSession(path: string): boolean {
  return /^\/(login|setup|link)(\/|$)/.test(path)
}

const MeContext = createContext<Me | undefined>(undefined)

/** Asks once for all who look: a row of the list must not bring an observer of its own. */
export function MeProvider({ children }: { children: ReactNode }) {
  const me = useQuery({ ...meQuery, enabled: !isWithoutSession(window.location.pathname) }).data
  return createElement(MeContext, { value: me }, children)
}

/** Undefined until the first answer: screens draw themselves meanwhile. */
export function useMe(): Me | undefined {
  return useContext(MeContext)
}

/** False until known: a button that may not be pressed is absent. */
export function useCan(ability: Ability): boolean {
  return useMe()?.abilities.includes(ability) ?? false
}

function readMe() {
  return call(api.me.$get())
}
