import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core'

const indigo: MantineColorsTuple = ['#EAF2FC', '#CFE2F8', '#A9CCF4', '#7AB8FF', '#549AE8', '#347FD1', '#2470C4', '#1A5FB4', '#144C92', '#0E3A70']
const rust: MantineColorsTuple = ['#FDEADF', '#FAD3BD', '#FFB48A', '#F08A58', '#D9480F', '#C43F0B', '#B33406', '#A32A00', '#8F2F00', '#6E2200']

export const theme = createTheme({
  colors: { indigo, red: rust },
  primaryColor: 'indigo',
  primaryShade: 7,
  fontFamily: 'var(--font)',
  fontFamilyMonospace: 'ui-monospace, "Cascadia Mono", Menlo, Consolas, monospace',
  headings: { fontFamily: 'var(--font)', fontWeight: '600' },
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '15px', xl: '16px' },
  lineHeights: { xs: '1.5', sm: '1.5', md: '1.6', lg: '1.6', xl: '1.6' },
  spacing: { xs: '4px', sm: '8px', md: '12px', lg: '16px', xl: '24px' },
  radius: { xs: '4px', sm: '4px', md: '4px', lg: '8px', xl: '8px' },
  defaultRadius: 'sm',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { size: 'compact-md' }, styles: { root: { minHeight: 'var(--target)', paddingInline: '12px', fontWeight: 600 } } },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray', size: 'var(--target)' } },
    Modal: { styles: { title: { fontSize: 16, fontWeight: 600 }, header: { padding: '12px 16px' }, body: { padding: '0 16px 16px' } }, defaultProps: { centered: true, overlayProps: { backgroundOpacity: 0.45 }, transitionProps: { duration: 120 } } },
    Menu: { defaultProps: { transitionProps: { duration: 80 }, shadow: 'md', withInitialFocusPlaceholder: false, portalProps: { target: '#main' } }, styles: { item: { minHeight: 'var(--target)' } } },
    Popover: { defaultProps: { transitionProps: { duration: 80 }, shadow: 'md' } },
    Input: { vars: () => ({ wrapper: { '--input-bd': 'var(--control)' } }), styles: { input: { minHeight: 'var(--target)' } } },
    Tooltip: { defaultProps: { openDelay: 400, transitionProps: { duration: 80 } } },
  },
})

/** Mantine's own variables speak our tokens, so that its parts and ours look like one. */
export const cssVariables: CSSVariablesResolver = () => {
  const both = {
    '--mantine-color-body': 'var(--bg)',
    '--mantine-color-text': 'var(--ink)',
    '--mantine-color-bright': 'var(--ink)',
    '--mantine-color-dimmed': 'var(--dim)',
    '--mantine-color-anchor': 'var(--accent)',
    '--mantine-color-placeholder': 'var(--dim)',
    '--mantine-color-default': 'var(--bg)',
    '--mantine-color-default-hover': 'var(--hover)',
    '--mantine-color-default-color': 'var(--ink)',
    '--mantine-color-default-border': 'var(--control)',
    '--mantine-color-error': 'var(--danger)',
    '--mantine-color-disabled': 'var(--bg2)',
    '--mantine-color-disabled-color': 'var(--dim)',
    '--mantine-color-disabled-border': 'var(--line)',
    '--mantine-color-gray-light-color': 'var(--ink)',
    '--mantine-color-gray-light-hover': 'var(--hover)',
    '--mantine-color-indigo-light': 'var(--selected)',
    '--mantine-color-indigo-light-hover': 'var(--selected)',
    '--mantine-color-indigo-light-color': 'var(--accent)',
    '--mantine-color-indigo-outline': 'var(--accent)',
    '--mantine-color-indigo-text': 'var(--accent)',
    '--mantine-color-red-light': 'var(--danger-bg)',
    '--mantine-color-red-light-color': 'var(--danger)',
    '--mantine-color-red-outline': 'var(--danger)',
    '--mantine-color-red-text': 'var(--danger)',
  }
  // Fields and menus stand on our second ground, not on Mantine's own grey.
  return { variables: {}, light: both, dark: { ...both, '--mantine-color-dark-6': 'var(--bg2)' } }
}
