import type { ja } from '../ja/author.ts'

export const en: typeof ja = {
  title: 'Person', firstSeen: 'First heard', mentions: 'Posts', followers: 'Followers', handle: 'Account', tally: 'Sentiment', share: (n: string, percent: number) => `${n} (${percent}%)`, noMentions: 'No posts yet.',
  tickets: 'Tickets', noTickets: 'No tickets.', leads: 'Leads', noLeads: 'No leads.', timeline: 'Everything so far', empty: 'Nothing to show.', toConversation: 'Open the conversation', searchAll: 'Search this person’s posts', original: 'Open the original',
  reply: 'Our reply', note: 'Internal note', deleted: 'The original post was deleted',
  erase: 'Erase this person', eraseTitle: 'Erase the record of this person', eraseQuestion: (name: string, n: string) => `This erases the name, picture and account of ${name}, and of ${n} posts the text, pictures, search copies and the raw data that came in. Numbers of tickets and leads and the times of our own history stay. Posts of the same person will not be stored again. It cannot be undone.`, eraseConfirm: 'Type “erase” to confirm', eraseWord: 'erase', eraseDo: 'Erase for good', erased: 'Erased',
}
