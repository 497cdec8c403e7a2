import type { ja } from '../ja/rules.ts'

export const en: typeof ja = {
  title: 'Rules', list: 'List of rules', note: 'When a post that comes in fits the conditions, the actions are done by themselves.', empty: 'No rules yet.', create: 'Make a rule', edit: 'Change the rule', change: 'Change', name: 'Name', enabled: 'In use', on: 'On', off: 'Off', turnOn: 'Turn on', turnOff: 'Turn off', matchedToday: (n: string) => `${n} in 24 h`, remove: 'Delete', removeQuestion: 'The rule is deleted. What it has done stays.', removed: 'Deleted', saved: 'Saved',
  conditions: 'Conditions (all must hold)', actions: 'Actions', words: 'Contains any of', noWords: 'Contains none of', wordsNote: 'One a line. Width and case do not matter.', networks: 'Networks', channels: 'Channels', sentiments: 'Sentiment', languages: 'Languages', kinds: 'Kinds', author: 'Author’s name or account contains', minFollowers: 'Followers (at least)', tags: 'Tags of the conversation', anyOf: 'Any',
  languageNames: { ja: 'Japanese', en: 'English', zh: 'Chinese', ko: 'Korean', und: 'Unknown' },
  kindNames: { post: 'Post', comment: 'Comment', reply: 'Reply', quote: 'Quote', repost: 'Repost', review: 'Review', direct: 'Message', article: 'Article' },
  actionKinds: { tag: 'Tag', assign: 'Assign', 'open-ticket': 'Open a ticket', 'capture-lead': 'Capture a lead', notify: 'Notify', sort: 'Put apart' }, addAction: 'Add an action', removeAction: (n: number) => `Remove action ${n}`, kind: 'Action',
  tag: 'Tag', assignee: 'Assignee', team: 'Team', nobody: 'None', type: 'Type', priority: 'Priority', owner: 'Owner', notifyUsers: 'People to notify', notifyTeams: 'Teams to notify', sorting: 'Where', sortings: { spam: 'Spam', repost: 'Reposts' },
  atLeastOne: 'Give at least one condition and one action.', try: 'Try on the last 24 hours', tried: (n: string) => `It fits ${n} posts of the last 24 hours`, samples: 'Examples', none: 'No post fits.', and: 'and', or: ', ', contains: (words: string) => `contains “${words}”`, lacks: (words: string) => `lacks “${words}”`, followersFrom: (n: string) => `${n}+ followers`, from: (who: string) => `by “${who}”`, toWhom: (who: string) => `→ ${who}`,
}
