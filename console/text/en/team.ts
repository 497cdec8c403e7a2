import type { ja } from '../ja/team.ts'
import { en as shell } from './shell.ts'

export const en: typeof ja = {
  title: 'Team and roles', partsLabel: 'Parts', members: 'Members', teams: 'Teams', tokens: 'API tokens',
  invite: 'Invite', inviteTitle: 'Invite a member', email: 'Mail address', role: 'Role', inviteDo: 'Make an invitation link', inviteLink: 'Invitation link', linkNote: (when: string) => `The link works once, until ${when}. Hand it over. It is not shown again after closing.`, inviteAgain: 'Invite another',
  roles: shell.roles,
  roleNotes: { administrator: 'Everything, members and credentials too', manager: 'Answer, rules, channels, import, export', agent: 'Answer, tickets, leads, sorting', marketer: 'Read only (publishing comes later)', analyst: 'Read, search, export', viewer: 'Read only' },
  states: { active: 'Active', suspended: 'Suspended' }, suspend: 'Suspend', suspendQuestion: (name: string) => `${name} is signed out at once and cannot come in. Their work stays.`, resume: 'Resume', suspended: 'Suspended', resumed: 'Resumed', reset: 'Reset link', resetTitle: 'Link to reset a password', resetFor: (name: string) => `Link with which ${name} chooses a new password`, roleChanged: 'Role changed', you: 'you', noTeams: 'No team',
  newTeam: 'Make a team', editTeam: 'Change the team', teamName: 'Name of the team', teamMembers: 'Members', teamChannels: 'Channels that only this team sees', wallNote: 'Conversations of these channels are seen by this team only (and by teams that chose the same channel, administrators and managers).', peopleCount: (n: string) => `${n} people`, noChannels: 'No channel of its own', removeTeam: 'Delete the team', removeTeamQuestion: 'A team that still has work cannot be deleted.', teamRemoved: 'Deleted', saved: 'Saved', emptyTeams: 'No teams yet.',
  newToken: 'Make a token', tokenName: 'Name', scopes: 'May do', days: 'Days it holds', createToken: 'Make the token', secret: 'Token', secretNote: 'This value is shown only once.', expires: 'Expires', expired: 'Expired', lastUsed: 'Last used', neverUsed: 'Never used', revoke: 'Revoke', revokeQuestion: 'Programs that use this token stop working at once.', revoked: 'Revoked', revokedState: 'Revoked', emptyTokens: 'No API tokens yet.', tokensNote: 'Keys for programs that use the API.',
  scopeNames: { read: 'Read', answer: 'Answer and note', moderate: 'Sort', tickets: 'Tickets', leads: 'Leads', export: 'Export', import: 'Import', rules: 'Rules', channels: 'Channels', parked: 'Parked', system: 'System', team: 'Team', secrets: 'Credentials' },
}
