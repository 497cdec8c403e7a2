import type { ja } from '../ja/tickets.ts'

export const en: typeof ja = {
  title: 'Tickets', list: 'List of tickets', viewsLabel: 'Views', order: 'Order', total: (n: string) => `${n} tickets`, unknownCount: '— tickets', clear: 'Clear filters',
  views: { open: 'Open', mine: 'Mine', team: 'My teams', unassigned: 'Unassigned', overdue: 'Overdue', solved: 'Solved', all: 'All' },
  orders: { due: 'Due first', newest: 'Newest first', priority: 'Most urgent first' },
  empty: { open: 'No open tickets.', mine: 'No tickets are assigned to you.', team: 'No tickets are with your teams.', unassigned: 'No unassigned tickets.', overdue: 'No ticket is overdue.', solved: 'No solved tickets.', all: 'No tickets yet. Make one from a conversation in the inbox.' },
  emptyFiltered: 'No ticket fits these filters.',
  states: { new: 'New', open: 'Open', pending: 'Waiting for an answer', on_hold: 'On hold', solved: 'Solved', closed: 'Closed' },
  types: { question: 'Question', incident: 'Incident', problem: 'Problem', task: 'Task' },
  priorities: { low: 'Low', normal: 'Normal', high: 'High', urgent: 'Urgent' },
  number: 'Number', state: 'State', type: 'Type', priority: 'Priority', assignee: 'Assignee', team: 'Team', due: 'Due', subject: 'Subject', opened: 'Opened', firstReply: 'First reply', solvedAt: 'Solved', closedAt: 'Closed', network: 'Network', person: 'Person', byRule: 'Rule',
  nobody: 'Nobody', noTeam: 'No team', noDue: 'No due time', overdue: (time: string) => `Overdue by ${time}`, dueAt: (when: string) => `Due ${when}`, openedAgo: 'Opened',
  notYet: 'Not yet', back: 'To the list of tickets', toConversation: 'Open in the inbox', previous: (n: number) => `Previous ticket #${n}`,
  solve: 'Solve', close: 'Close', reopen: 'Reopen', pending: 'Wait for an answer', hold: 'Put on hold', handOver: 'Hand over', toMe: 'Take it', moreActs: 'Actions',
  did: { open: 'Reopened', pending: 'Waits for an answer', on_hold: 'Put on hold', solved: 'Solved', closed: 'Closed', assigned: 'Assignment changed', handedOver: (team: string) => `Handed over to ${team}`, saved: 'Saved', attached: 'File attached' },
  closeQuestion: 'A closed ticket cannot be changed any more. The next message opens a new one.',
  handOverTitle: 'Hand over to another team', handOverNote: 'Note for them', handOverHelp: 'Notes, history and due time stay.', handOverTo: 'Team', handOverWho: 'Assignee there',
  facts: 'Details', fields: 'Fields', fieldName: 'Name', fieldValue: 'Value', addField: 'Add a field', removeField: (name: string) => `Remove field “${name}”`, noFields: 'No free fields.', edit: 'Edit', attachments: 'Files', noAttachments: 'No files.', attach: 'Attach a file', attachNote: 'Up to 25 MB',
  timeline: 'Timeline', conflictTitle: 'Someone else changed this first', dueDate: 'Due date and time',
  tabThread: 'Timeline', tabFacts: 'Details', closedNote: 'This ticket is closed. Answer from its conversation in the inbox.', noRight: 'Your role may not change tickets.',
}
