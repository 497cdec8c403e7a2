import type { ja } from '../ja/session.ts'
import { en as shell } from './shell.ts'

export const en: typeof ja = {
  login: 'Sign in', email: 'Mail address', password: 'Password', signIn: 'Sign in',
  code: 'Code', codeNote: 'Enter the six digits of your authenticator app, or a recovery code.', confirm: 'Confirm', again: 'Start again',
  forgot: 'If you forgot your password, ask an administrator for a reset link.', needsSetup: 'The first set-up is still to be done. Open the link that was printed where the server was started.',
  setUp: 'Set up', setUpNote: 'This makes the first administrator and the workspace.', workspaceName: 'Company or workspace', name: 'Your name', newPassword: 'Password (10 characters or more)', create: 'Create and start',
  noToken: 'The link is not complete. Open the one that was printed where the server was started.',
  invite: 'Invitation', inviteTo: (workspace: string) => `You are invited to ${workspace}.`, haveAccount: 'There already is an account with this address. Join with your present password.', join: 'Join',
  reset: 'Reset your password', resetDo: 'Set and sign in', signinLink: 'Sign-in link', signinNote: 'This link works once.',
  linkGone: 'This link cannot be used. It has expired or was used already. Ask for a new one.', toLogin: 'To the sign-in page', validUntil: 'Valid until',
  roles: shell.roles,
}
