import { queryOptions } from '@tanstack/react-query'
import type { Page } from '../../../core/input.ts'
import type { ChangeLeadInput, LeadView } from '../../../core/lead/lead.ts'
import { api, call, ifMatch } from '../../api/client.ts'
import { request } from '../../api/request.ts'
import type { LeadsSearch } from './routes.ts'

export function listLeads({ stage, owners, q }: LeadsSearch, after: string | undefined, signal: AbortSignal): Promise<Page<LeadView>> {
  return request('GET', '/leads', { query: { stages: stage, ownerIds: owners, q, after, limit: 50 }, signal })
}

export function leadQuery(id: string) {
  return queryOptions({ queryKey: ['lead', id], queryFn: (): Promise<LeadView> => call(api.leads[':id'].$get({ param: { id } })) })
}

export function changeLead(lead: LeadView, change: Omit<ChangeLeadInput, 'id' | 'version'>): Promise<LeadView> {
  return call(api.leads[':id'].$patch({ param: { id: lead.id }, json: change }, ifMatch(lead.version)))
}
