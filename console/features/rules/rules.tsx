import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import type { RuleView } from '../../../core/rule/rule.ts'
import { useFail } from '../../app/fail.ts'
import { useCan } from '../../app/me.ts'
import { useNumbers } from '../../app/numbers.ts'
import { showToast } from '../../app/toasts.ts'
import { ActButton } from '../../ui/act-button.tsx'
import { Chip } from '../../ui/chip.tsx'
import { ConfirmButton } from '../../ui/confirm-button.tsx'
import { focusMain } from '../../ui/focus-main.ts'
import { EmptyPane, Pane } from '../../ui/pane.tsx'
import { Section } from '../../ui/section.tsx'
import { SettingsScreen } from '../../ui/settings-screen.tsx'
import { changeRule, deleteRule, rulesQuery } from './calls.ts'
import { useSayRule } from './say-rule.ts'
import { useRuleWords } from './words.ts'
import parts from '../../ui/parts.module.css'

const RuleForm = lazy(() => import('./rule-form.tsx').then((module) => ({ default: module.RuleForm })))
const route = getRouteApi('/shell/settings/rules')

/** What is done by itself, in a sentence each. */
export function Rules() {
  const words = useRuleWords()
  const navigate = route.useNavigate()
  const { id } = route.useSearch()
  const rules = useQuery(rulesQuery)
  const open = id === 'new' ? null : rules.data?.find((rule) => rule.id === id)
  function show(next: string | undefined): void {
    void navigate({ search: next ? { id: next } : {}, replace: true })
  }
  const create = <Button onClick={() => show('new')}>{words.create}</Button>
  return (
    <SettingsScreen title={words.title} needs="rules">
      <Section title={words.list} note={words.note} actions={create}>
        <Pane query={rules} rows={4}>
          {(rows) => rows.length === 0 ? <EmptyPane title={words.empty}>{create}</EmptyPane> : <div className={parts.cards}>{rows.map((rule) => <RuleCard key={rule.id} rule={rule} onEdit={() => show(rule.id)} />)}</div>}
        </Pane>
      </Section>
      <Suspense>{open !== undefined && <RuleForm key={id} rule={open} close={() => show(undefined)} />}</Suspense>
    </SettingsScreen>
  )
}

function RuleCard({ rule, onEdit }: { rule: RuleView; onEdit: () => void }) {
  const words = useRuleWords()
  const numbers = useNumbers()
  const say = useSayRule()
  const client = useQueryClient()
  const fail = useFail()
  const may = useCan('rules')
  const again = () => void client.invalidateQueries({ queryKey: ['rules'] })
  const toggle = useMutation({ mutationFn: () => changeRule(rule, { enabled: !rule.enabled }), onSuccess: () => showToast({ text: words.saved, ms: 3_000 }), onError: fail, onSettled: again })
  const remove = useMutation({ mutationFn: () => deleteRule(rule), onSuccess: () => { showToast({ text: words.removed }); focusMain() }, onError: fail, onSettled: again })
  const busy = toggle.isPending || remove.isPending
  return (
    <article className={parts.card} aria-label={rule.name}>
      <div className={parts.cardHead}>
        <h3>{rule.name}</h3>
        <Chip tone={rule.enabled ? 'accent' : 'plain'}>{rule.enabled ? words.on : words.off}</Chip>
        <span className={parts.dim} data-numbers="">{words.matchedToday(numbers.count(rule.matchedToday))}</span>
      </div>
      <p>{say.conditions(rule.conditions)}</p>
      <p className={parts.dim}>{rule.actions.map(say.action).join(words.or)}</p>
      {may && (
        <div className={parts.row}>
          <ActButton variant="default" busy={busy} onClick={onEdit}>{words.change}</ActButton>
          <ActButton variant="default" busy={busy} onClick={() => toggle.mutate()}>{rule.enabled ? words.turnOff : words.turnOn}</ActButton>
          <ConfirmButton variant="subtle" disabled={busy} question={words.removeQuestion} act={words.remove} onConfirm={() => remove.mutate()}>{words.remove}</ConfirmButton>
        </div>
      )}
    </article>
  )
}
