import { Hono } from 'hono'
import { z } from 'zod'
import { Id, UserId } from '../../core/input.ts'
import { changeMember } from '../../core/team/change-member.ts'
import { deleteTeam } from '../../core/team/delete-team.ts'
import { listMembers } from '../../core/team/list-members.ts'
import { listTeams } from '../../core/team/list-teams.ts'
import { saveTeam } from '../../core/team/save-team.ts'
import { ChangeMemberInput, SaveTeamInput } from '../../core/team/team.ts'
import type { Env } from '../deps.ts'
import { may } from '../route.ts'
import { idInPath, validate } from '../validate.ts'
import { ifMatch, work } from '../work.ts'

const Team = SaveTeamInput.omit({ id: true, version: true })

export const members = new Hono<Env>()
  .get('/members', may('read', 'Lists the people of the workspace'), async (c) => c.json(await work(c, listMembers)))
  .patch('/members/:userId', may('team', 'Changes the role, suspends or resumes; suspending ends sessions at once', { versioned: true }), validate('param', z.object({ userId: UserId })), validate('json', ChangeMemberInput.omit({ userId: true, version: true })), async (c) => {
    const input = { ...c.req.valid('json'), ...c.req.valid('param'), version: ifMatch(c) }
    const member = await work(c, (ctx) => changeMember(ctx, input))
    if (member.state === 'suspended') await c.var.deps.identity.endSessions(input.userId)
    return c.json(member)
  })
  .get('/teams', may('read', 'Lists the teams with their people and channels'), async (c) => c.json(await work(c, listTeams)))
  .post('/teams', may('team', 'Makes a team, its people and the channels that only its like may see', { creates: true }), validate('json', Team), async (c) => {
    const input = c.req.valid('json')
    return c.json(await work(c, (ctx) => saveTeam(ctx, input)), 201)
  })
  .put('/teams/:id', may('team', 'Saves a team', { versioned: true }), validate('param', z.object({ id: Id })), validate('json', Team), async (c) => {
    const input = { ...c.req.valid('json'), ...c.req.valid('param'), version: ifMatch(c) }
    return c.json(await work(c, (ctx) => saveTeam(ctx, input)))
  })
  .delete('/teams/:id', may('team', 'Deletes a team that has no work', { versioned: true, answers: { 204: 'Deleted' } }), idInPath(), async (c) => {
    const input = { ...c.req.valid('param'), version: ifMatch(c) }
    await work(c, (ctx) => deleteTeam(ctx, input))
    return c.body(null, 204)
  })
