import type { ja } from '../ja/leads.ts'

export const en: typeof ja = {
  title: 'Leads', list: 'List of leads', stagesLabel: 'Stages', all: 'All', total: (n: string) => `${n} leads`, unknownCount: '— leads', owner: 'Owner', nobody: 'Nobody', noTeam: 'No team', team: 'Team', find: 'Find by name, company or need', clear: 'Clear filters',
  stages: { new: 'New', contacted: 'Contacted', qualified: 'Qualified', proposal: 'Proposal', won: 'Won', lost: 'Lost' },
  empty: 'No leads yet. Make one from a conversation in the inbox.', emptyFiltered: 'No lead fits these filters.',
  nextStepOn: (when: string) => `Next step ${when}`, late: (when: string) => `Next step ${when} (past)`, back: 'To the list of leads', captured: 'Captured',
  stage: 'Stage', name: 'Name', nameKana: 'Reading (furigana)', company: 'Company', mail: 'Mail', phone: 'Phone', need: 'Need', nextStep: 'Next step', nextStepDate: 'Date of the next step', saved: 'Saved', unsaved: 'There are unsaved changes',
  source: 'Source', noSource: 'The source post is not kept any more.', original: 'Open the original', toConversation: 'Open in the inbox', person: 'Record of this person', created: 'Captured', updated: 'Changed', noRight: 'Your role may not change leads.', work: 'Work', conflict: 'Someone else changed this first. The newer version is loaded; what you typed is still here. Look at it and save again.', takeNewest: 'Replace by the newest version',
}
