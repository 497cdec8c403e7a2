import { randomUUID } from 'node:crypto'
import type { Noun, Rows } from './walls-seed.ts'

/**
 * For each route: what its path ids name, a good request, and what every id in its body or query names.
 * A route that is missing here fails the test, and so does an id that nobody named.
 */
export interface Case {
  path?: Record<string, Noun>
  body?: (own: Rows) => unknown
  query?: (own: Rows) => Record<string, string>
  /** By the place in body or query; in brackets the place is a list. */
  refs?: Record<string, Noun | { harmless: string }>
  form?: boolean
  /** Why no control request is made with own ids. */
  noControl?: string
}

const conversation = { path: { id: 'conversation' } } as const
const assigning = { refs: { assigneeId: 'member', teamId: 'team' } } as const
const inboxFilters = { 'channelIds': 'channel', tagIds: 'tag', assigneeIds: 'member', teamIds: 'team' } as const
const countFilters = { ...inboxFilters, authorIds: 'profile' } as const
const searchFilters = { ...countFilters, externalId: { harmless: 'the id of a network: see the test of it' } } as const
const rule = (own: Rows) => ({
  name: '返金', conditions: { text: { anyOf: ['返金'] }, channelIds: [own.channel], tagIds: [own.tag] },
  actions: [
    { kind: 'assign', assigneeId: own.member, teamId: own.team }, { kind: 'open-ticket', assigneeId: own.member, teamId: own.team },
    { kind: 'capture-lead', ownerId: own.member, teamId: own.team }, { kind: 'notify', userIds: [own.member], teamIds: [own.team] },
  ],
})
const conditionIds = { harmless: 'a condition on what the workspace does not have matches nothing' }
const ruleRefs = {
  'conditions.channelIds': conditionIds, 'conditions.tagIds': conditionIds,
  'actions.0.assigneeId': 'member', 'actions.0.teamId': 'team', 'actions.1.assigneeId': 'member', 'actions.1.teamId': 'team',
  'actions.2.ownerId': 'member', 'actions.2.teamId': 'team', 'actions.3.userIds': 'member', 'actions.3.teamIds': 'team',
} as const

export const cases: Record<string, Case> = {
  'GET /api/me': {},
  'PATCH /api/me': { body: () => ({ preferences: {} }) },
  'POST /api/session/password': { body: () => ({ password: 'wrong-password', newPassword: 'a-new-password' }), noControl: 'the seeded people have no password' },
  'POST /api/session/totp/enable': { body: () => ({ password: 'wrong-password' }), noControl: 'the seeded people have no password' },
  'POST /api/session/totp/confirm': { body: () => ({ code: '000000' }), noControl: 'the seeded people have no second step' },
  'POST /api/session/totp/disable': { body: () => ({ password: 'wrong-password' }), noControl: 'the seeded people have no password' },

  'GET /api/conversations': { query: () => ({ view: 'all' }), refs: inboxFilters },
  'GET /api/conversations/counts': {},
  'GET /api/conversations/new-count': { query: () => ({ since: '0', view: 'all' }), refs: inboxFilters },
  'POST /api/conversations/bulk': {
    body: (own) => ({ ids: [own.conversation], act: { kind: 'assign', assigneeId: own.member, teamId: own.team } }),
    refs: {
      ids: { harmless: 'the job answers for each id alone: what is not there is listed as not found' }, 'act.assigneeId': 'member', 'act.teamId': 'team',
      'filter.channelIds': { harmless: 'as in the list' }, 'filter.tagIds': { harmless: 'as in the list' }, 'filter.assigneeIds': { harmless: 'as in the list' }, 'filter.teamIds': { harmless: 'as in the list' },
    },
  },
  'GET /api/conversations/:id': conversation,
  'GET /api/conversations/:id/offer': conversation,
  'GET /api/conversations/:id/row': conversation,
  'POST /api/conversations/:id/state': { ...conversation, body: () => ({ state: 'done' }) },
  'POST /api/conversations/:id/assign': { ...conversation, ...assigning, body: (own) => ({ assigneeId: own.member, teamId: own.team }) },
  'POST /api/conversations/:id/tags': { ...conversation, body: () => ({ add: ['至急'] }), refs: { remove: 'tag' } },
  'POST /api/conversations/:id/sort': { ...conversation, body: () => ({ sorting: 'spam' }) },
  'POST /api/conversations/:id/watch': { ...conversation, body: () => ({ watching: true }) },
  'POST /api/conversations/:id/read': { ...conversation, body: () => ({ read: true }) },
  'POST /api/conversations/:id/notes': {
    ...conversation, body: (own) => ({ text: '確認します', mentionedUserIds: [own.member] }),
    refs: { ticketId: 'ticket', mentionedUserIds: 'member', attachmentIds: 'upload' },
  },
  'POST /api/conversations/:id/replies': { ...conversation, body: () => ({ text: '承知しました', operation: 'reply' }) },
  'POST /api/conversations/:id/answered-there': { ...conversation, body: () => ({ text: '電話で回答' }) },
  'POST /api/undo': { body: () => ({ token: randomUUID() }) },

  'GET /api/tags': {},
  'POST /api/tags': { body: () => ({ name: '返品' }) },
  'DELETE /api/tags/:id': { path: { id: 'tag' } },

  'GET /api/tickets': { query: () => ({ view: 'all' }), refs: { assigneeIds: 'member', teamIds: 'team' } },
  'POST /api/tickets': {
    body: (own) => ({ conversationId: own.conversation, mentionId: own.mention, assigneeId: own.member, teamId: own.team }),
    refs: { conversationId: 'conversation', mentionId: 'mention', assigneeId: 'member', teamId: 'team' },
  },
  'GET /api/tickets/:id': { path: { id: 'ticket' } },
  'PATCH /api/tickets/:id': { path: { id: 'ticket' }, body: () => ({ priority: 'high' }) },
  'POST /api/tickets/:id/state': { path: { id: 'ticket' }, body: () => ({ state: 'pending' }) },
  'POST /api/tickets/:id/assign': { path: { id: 'ticket' }, ...assigning, body: (own) => ({ assigneeId: own.member, teamId: own.team }) },
  'POST /api/tickets/:id/hand-over': { path: { id: 'ticket' }, ...assigning, body: (own) => ({ teamId: own.team, assigneeId: own.member }) },
  'POST /api/tickets/:id/attachments': { path: { id: 'ticket' }, body: (own) => ({ attachmentIds: [own.upload] }), refs: { attachmentIds: 'upload' } },

  'GET /api/leads': { refs: { ownerIds: 'member' } },
  'POST /api/leads': {
    body: (own) => ({ conversationId: own.conversation, mentionId: own.mention, ownerId: own.member, teamId: own.team }),
    refs: { conversationId: 'conversation', mentionId: 'mention', ownerId: 'member', teamId: 'team' },
  },
  'GET /api/leads/:id': { path: { id: 'lead' } },
  'PATCH /api/leads/:id': { path: { id: 'lead' }, body: (own) => ({ ownerId: own.member, teamId: own.team }), refs: { ownerId: 'member', teamId: 'team' } },

  'GET /api/outbound-actions': {},
  'GET /api/outbound-actions/:id': { path: { id: 'action' } },
  'POST /api/outbound-actions/:id/cancel': { path: { id: 'action' } },
  'POST /api/outbound-actions/:id/settle': { path: { id: 'action' }, body: () => ({ verdict: 'drop' }) },
  'POST /api/outbound/pause': { body: () => ({ paused: false }) },

  'GET /api/rules': {},
  'POST /api/rules': { body: rule, refs: ruleRefs },
  'PATCH /api/rules/:id': { path: { id: 'rule' }, body: rule, refs: ruleRefs },
  'DELETE /api/rules/:id': { path: { id: 'rule' } },
  'POST /api/rules/try': { body: (own) => ({ conditions: { channelIds: [own.channel], tagIds: [own.tag] } }), refs: { 'conditions.channelIds': conditionIds, 'conditions.tagIds': conditionIds } },
  'POST /api/rules/:id/try': { path: { id: 'rule' } },

  'POST /api/invitations': { body: (own) => ({ email: 'new@aozora.example.jp', role: 'viewer', teamIds: [own.team] }), refs: { teamIds: 'team' } },
  'POST /api/members/:userId/reset': { path: { userId: 'member' } },
  'GET /api/members': {},
  'PATCH /api/members/:userId': { path: { userId: 'member' }, body: () => ({ role: 'viewer' }) },
  'GET /api/teams': {},
  'POST /api/teams': { body: (own) => ({ name: '営業', memberIds: [own.member], channelIds: [own.channel] }), refs: { memberIds: 'member', channelIds: 'channel' } },
  'PUT /api/teams/:id': { path: { id: 'team' }, body: (own) => ({ name: '広報', memberIds: [own.member], channelIds: [] }), refs: { memberIds: 'member', channelIds: 'channel' } },
  'DELETE /api/teams/:id': { path: { id: 'team' } },
  'GET /api/tokens': {},
  'POST /api/tokens': { body: (own) => ({ name: '連携', role: 'viewer', scopes: ['read'], teamIds: [own.team], days: 1 }), refs: { teamIds: 'team' } },
  'DELETE /api/tokens/:id': { path: { id: 'token' } },

  'GET /api/networks': {},
  'GET /api/apps': {},
  'POST /api/apps': { body: () => ({ network: 'line', name: '公式', credentials: { channelSecret: 'a'.repeat(32) } }) },
  'DELETE /api/apps/:id': { path: { id: 'app' } },
  'GET /api/channels': {},
  'POST /api/channels': { body: (own) => ({ network: 'x', appId: own.app, credentials: { accessToken: 'token', accessSecret: 'secret' } }), refs: { appId: 'app' } },
  'PATCH /api/channels/:id': { path: { id: 'channel' }, body: () => ({ name: '公式' }), refs: { teamIds: 'team' } },
  'DELETE /api/channels/:id': { path: { id: 'channel' } },
  'POST /api/channels/:id/check': { path: { id: 'channel' } },

  'GET /api/notifications': {},
  'POST /api/notifications/read': { body: (own) => ({ ids: [own.notification] }), refs: { ids: { harmless: 'only lines of the own bell are marked' } } },

  'GET /api/mentions': { refs: searchFilters },
  'GET /api/mentions/facets': { refs: countFilters },
  'GET /api/mentions/trend': { refs: countFilters },
  'GET /api/mentions/export': { query: () => ({ format: 'ndjson' }), refs: countFilters },
  'GET /api/find': { query: () => ({ q: '返金' }) },
  'GET /api/authors/:id': { path: { id: 'profile' } },
  'POST /api/authors/:id/erase': { path: { id: 'profile' } },
  'POST /api/mentions': { body: () => ({ via: 'phone', who: '山本様', text: '在庫の問い合わせ', entryId: randomUUID() }), refs: { entryId: { harmless: 'a name that the form gives, not one that it refers to' } } },
  'GET /api/jobs': {},
  'GET /api/jobs/:id': { path: { id: 'job' } },
  'GET /api/jobs/:id/rows': { path: { id: 'job' } },
  'POST /api/jobs/:id/cancel': { path: { id: 'job' } },
  'POST /api/jobs/:id/undo': { path: { id: 'job' }, noControl: 'the seeded job is no bulk act' },
  'POST /api/imports/preview': { body: (own) => ({ mediaId: own.upload }), refs: { mediaId: 'upload' } },
  'POST /api/imports': { body: (own) => ({ mediaId: own.upload, fileName: 'a.csv', format: 'csv', encoding: 'utf-8', mapping: { text: '本文' } }), refs: { mediaId: 'upload', 'mapping.id': { harmless: 'the name of a column' } } },
  'POST /api/media': { form: true },
  'GET /api/media/:id': { path: { id: 'media' } },
  'GET /api/avatars/:profileId': { path: { profileId: 'profile' }, noControl: 'the seeded person has no picture' },

  'GET /api/system': {},
  'GET /api/system/chain': {},
  'GET /api/parked': { refs: { channelIds: 'channel' } },
  'POST /api/parked/replay': { body: (own) => ({ seqs: [own.parked] }), refs: { seqs: { harmless: 'counts what it found: none of another' } } },
  'GET /api/events': {},
  'POST /api/presence': { body: (own) => ({ conversationId: own.conversation, writing: false }), refs: { conversationId: 'conversation' } },
}
