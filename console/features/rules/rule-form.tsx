import { Button, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { CreateRuleInput, RuleConditions, type RuleView } from '../../../core/rule/rule.ts'
import { isConflict } from '../../app/fail.ts'
import { useNumbers } from '../../app/numbers.ts'
import { showToast } from '../../app/toasts.ts'
import { useShellWords } from '../../app/words.ts'
import { ActButton } from '../../ui/act-button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { NetworkIcon } from '../../ui/network-icon.tsx'
import { Problem } from '../../ui/problem.tsx'
import { useFormWords } from '../../ui/schema-form.ts'
import { SentimentChip } from '../../ui/sentiment-chip.tsx'
import { changeRule, createRule, tryConditions } from './calls.ts'
import { ActionFields } from './action-fields.tsx'
import { ConditionFields } from './condition-fields.tsx'
import { actionsOf, conditionsOf, draftOf, type RuleDraft } from './rule-draft.ts'
import { useRuleWords } from './words.ts'
import parts from '../../ui/parts.module.css'
import style from './rules.module.css'

/** If this, then that; tried on real posts before it acts on any. */
export function RuleForm({ rule, close }: { rule: RuleView | null; close: () => void }) {
  const words = useRuleWords()
  const shell = useShellWords()
  const forms = useFormWords()
  const client = useQueryClient()
  const [key] = useState(() => crypto.randomUUID())
  const [draft, setDraft] = useState<RuleDraft>(() => draftOf(rule))
  const [asked, setAsked] = useState(false)
  const body = { name: draft.name.trim(), enabled: draft.enabled, conditions: conditionsOf(draft), actions: actionsOf(draft) }
  const read = CreateRuleInput.safeParse(body)
  const save = useMutation({
    mutationFn: (input: CreateRuleInput) => (rule ? changeRule(rule, input) : createRule(input, key)),
    onSuccess() {
      showToast({ text: words.saved, ms: 3_000 })
      close()
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['rules'] }),
  })
  function change(part: Partial<RuleDraft>): void {
    setDraft((old) => ({ ...old, ...part }))
  }
  function submit(): void {
    setAsked(true)
    if (read.success) save.mutate(read.data)
  }
  const nameless = asked && body.name === ''
  return (
    <Dialog close={close} title={rule ? words.edit : words.create} size="xl" keepsInput>
      <form className={parts.form} onSubmit={(event) => { event.preventDefault(); submit() }} noValidate>
        <TextInput label={words.name} required maxLength={100} data-autofocus value={draft.name} onChange={(event) => change({ name: event.currentTarget.value })} error={nameless ? forms.required : undefined} />
        <fieldset className={style.group}><legend>{words.conditions}</legend><ConditionFields draft={draft} onChange={change} /></fieldset>
        <Trial draft={draft} />
        <fieldset className={style.group}><legend>{words.actions}</legend><ActionFields draft={draft} onChange={change} /></fieldset>
        <label className={style.switch}><input type="checkbox" checked={draft.enabled} onChange={(event) => change({ enabled: event.currentTarget.checked })} />{words.enabled}</label>
        {asked && !read.success && !nameless && <p className={parts.problem} role="alert">{words.atLeastOne}</p>}
        {isConflict(save.error) ? <p className={parts.notice} role="alert">{forms.conflict}</p> : <Problem error={save.error} />}
        <div className={parts.end}>
          <Button variant="default" onClick={close}>{shell.cancel}</Button>
          <ActButton type="submit" busy={save.isPending}>{shell.save}</ActButton>
        </div>
      </form>
    </Dialog>
  )
}

function Trial({ draft }: { draft: RuleDraft }) {
  const words = useRuleWords()
  const numbers = useNumbers()
  const read = RuleConditions.safeParse(conditionsOf(draft))
  const trial = useMutation({ mutationFn: tryConditions })
  return (
    <div className={style.trial}>
      <ActButton variant="default" busy={trial.isPending} disabled={!read.success} onClick={() => read.success && trial.mutate(read.data)}>{words.try}</ActButton>
      <Problem error={trial.error} />
      {trial.data && (
        <div role="status">
          <p><b>{words.tried(numbers.count(trial.data.matched))}</b></p>
          {trial.data.samples.length === 0 ? <p className={parts.dim}>{words.none}</p> : (
            <ul className={style.samples} aria-label={words.samples}>
              {trial.data.samples.map((mention) => <li key={mention.id}><NetworkIcon network={mention.network} /><span lang={mention.language}>{mention.text}</span><SentimentChip sentiment={mention.sentiment} short /></li>)}
            </ul>
          )}
        </div>
      )}
    </div>
  )
}
