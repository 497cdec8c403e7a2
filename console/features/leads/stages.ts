import type { LeadStage } from '../../../core/lead/lead.ts'

export const stages = ['new', 'contacted', 'qualified', 'proposal', 'won', 'lost'] as const satisfies readonly LeadStage[]
