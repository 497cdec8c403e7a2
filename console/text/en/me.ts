import type { ja } from '../ja/me.ts'
import { en as shell } from './shell.ts'

export const en: typeof ja = {
  title: 'My settings', profile: 'Profile', name: 'Name', email: 'Mail address', role: 'Role', workspace: 'Workspace', saved: 'Saved',
  password: 'Password', passwordNote: 'A change signs you out everywhere else.', current: 'Current password', next: 'New password', nextNote: 'At least 10 characters', change: 'Change the password', changed: 'Password changed',
  totp: 'Two-step sign-in', totpOn: 'Two-step sign-in is on.', totpOff: 'Two-step sign-in is off.', totpNote: 'Signing in also asks for the six digits of your authenticator app.', enable: 'Turn on', disable: 'Turn off', disabled: 'Two-step sign-in is off', enabled: 'Two-step sign-in is on', withPassword: 'Confirm by password', begin: 'Next',
  scan: 'Scan this code with your authenticator app.', scanAlt: 'QR code for the authenticator app. If it cannot be scanned, type the key below.', secret: 'Key, if it cannot be scanned', recovery: 'Recovery codes', recoveryNote: 'For when the app is lost. Each works once. Keep them now.', saveCodes: 'Save the recovery codes', code: 'Six digits of the app', confirm: 'Confirm and turn on',
  display: 'Display', language: 'Language', theme: 'Theme', density: 'Row height', keys: 'Keyboard', letters: 'Use single-letter shortcuts', lettersNote: 'When off, no letter key acts alone.', keysHelp: 'Show all keys',
  roles: shell.roles, teams: 'Teams', noTeams: 'None', zone: 'Time zone',
}
