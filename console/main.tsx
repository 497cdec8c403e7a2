import '@mantine/core/styles/baseline.css'
import '@mantine/core/styles/default-css-variables.css'
import '@mantine/core/styles/global.css'
import '@mantine/core/styles/ScrollArea.css'
import '@mantine/core/styles/UnstyledButton.css'
import '@mantine/core/styles/VisuallyHidden.css'
import '@mantine/core/styles/Paper.css'
import '@mantine/core/styles/Popover.css'
import '@mantine/core/styles/CloseButton.css'
import '@mantine/core/styles/Loader.css'
import '@mantine/core/styles/Overlay.css'
import '@mantine/core/styles/ModalBase.css'
import '@mantine/core/styles/Modal.css'
import '@mantine/core/styles/Input.css'
import '@mantine/core/styles/Button.css'
import '@mantine/core/styles/ActionIcon.css'
import '@mantine/core/styles/Menu.css'
import '@mantine/core/styles/Tooltip.css'
import './app/tokens.css'
import './app/base.css'
import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { createRoot } from 'react-dom/client'
import { LanguageProvider } from './app/language.tsx'
import { isWithoutSession, MeProvider, meQuery } from './app/me.ts'
import { queryClient, whenSignedOut } from './app/query-client.ts'
import { router } from './app/router.tsx'
import { cssVariables, theme } from './app/theme.ts'
import { TimesProvider } from './app/zone.ts'

whenSignedOut(() => {
  const { pathname, href } = router.state.location
  if (!isWithoutSession(pathname)) void router.navigate({ to: '/login', search: href === '/' ? {} : { to: href }, replace: true })
})

// Who I am is asked while the screen's own code still loads.
if (!isWithoutSession(window.location.pathname)) void queryClient.prefetchQuery(meQuery)

createRoot(document.getElementById('root')!).render(
  <QueryClientProvider client={queryClient}>
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto" colorSchemeManager={localStorageColorSchemeManager({ key: 'kikimimi.theme' })}>
      <LanguageProvider>
        <MeProvider>
          <TimesProvider>
            <RouterProvider router={router} />
          </TimesProvider>
        </MeProvider>
      </LanguageProvider>
    </MantineProvider>
  </QueryClientProvider>,
)
