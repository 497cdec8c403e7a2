import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import type { MemberView } from '../../../core/team/team.ts'
import { useShellWords } from '../../app/words.ts'
import { useTimes } from '../../app/zone.ts'
import { ActButton } from '../../ui/act-button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { CopyField } from '../../ui/copy-field.tsx'
import { Problem } from '../../ui/problem.tsx'
import { resetMember } from './calls.ts'
import { useTeamWords } from './words.ts'
import parts from '../../ui/parts.module.css'

export function ResetLink({ member, close }: { member: MemberView; close: () => void }) {
  const words = useTeamWords()
  const shell = useShellWords()
  const times = useTimes()
  const make = useMutation({ mutationFn: () => resetMember(member.userId) })
  return (
    <Dialog close={close} title={words.resetTitle}>
      <div className={parts.form}>
        {make.data
          ? <><CopyField label={words.resetFor(member.name)} value={make.data.url} /><p>{words.linkNote(times.absolute(make.data.expiresAt))}</p></>
          : <p>{words.resetFor(member.name)}</p>}
        <Problem error={make.error} />
        <div className={parts.end}>
          <Button variant="default" onClick={close}>{make.data ? shell.close : shell.cancel}</Button>
          {!make.data && <ActButton busy={make.isPending} onClick={() => make.mutate()}>{words.reset}</ActButton>}
        </div>
      </div>
    </Dialog>
  )
}
