import { Outlet, useNavigate, useRouterState } from '@tanstack/react-router'
import { Suspense, useEffect } from 'react'
import { focusMain } from '../ui/focus-main.ts'
import { lazyPart } from '../ui/lazy-part.tsx'
import { UndoToast } from '../ui/undo-toast.tsx'
import { useLive } from './live.ts'
import { useMe } from './me.ts'
import { closeOverlay, openHelp, openPalette, useOverlay } from './overlays.ts'
import { places } from './places.ts'
import { Rail } from './rail.tsx'
import { useKeys } from './use-keys.ts'
import { useShellWords } from './words.ts'
import style from './shell.module.css'

const Help = lazyPart(() => import('./help.tsx').then((module) => module.Help))
const Palette = lazyPart(() => import('./palette.tsx').then((module) => module.Palette))

/** The frame of every screen that needs a session. */
export function Shell() {
  const words = useShellWords()
  const me = useMe()
  const overlay = useOverlay()
  const navigate = useNavigate()
  useLive(me !== undefined)
  useFocusOnArrival()
  function go(to: string): void {
    if (places.main.some((place) => place.to === to)) void navigate({ to })
  }
  useKeys(['everywhere'], {
    help: openHelp,
    palette: openPalette,
    search: () => go('/search'),
    goInbox: () => go('/inbox'),
    goTickets: () => go('/tickets'),
    goSearch: () => go('/search'),
    goLeads: () => go('/leads'),
  })
  return (
    <div className={style.shell}>
      <a className="k-skip" href="#main">{words.skip}</a>
      <Rail />
      <main id="main" className={style.main} tabIndex={-1}>
        <Suspense><Outlet /></Suspense>
        <UndoToast />
      </main>
      {overlay === 'help' && <Help close={closeOverlay} />}
      {overlay === 'palette' && <Palette close={closeOverlay} />}
    </div>
  )
}

/** The screen that went took the focus with it: the keyboard goes on at the head of the one that came. */
function useFocusOnArrival(): void {
  const path = useRouterState({ select: (state) => state.resolvedLocation?.pathname })
  useEffect(() => {
    const frame = requestAnimationFrame(() => document.activeElement === document.body && focusMain())
    return () => cancelAnimationFrame(frame)
  }, [path])
}
