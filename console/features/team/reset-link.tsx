import { Button, Modal } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import type { MemberView } from '../../../core/team/team.ts'
import { useShellWords } from '../../app/words.ts'
import { useTimes } from '../../app/zone.ts'
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
    <Modal opened onClose={close} title={words.resetTitle} closeButtonProps={{ 'aria-label': shell.close }}>
      <div className={parts.form}>
        {make.data
          ? <><CopyField label={words.resetFor(member.name)} value={make.data.url} /><p>{words.linkNote(times.absolute(make.data.expiresAt))}</p></>
          : <p>{words.resetFor(member.name)}</p>}
        <Problem error={make.error} />
        <div className={parts.end}>
          <Button variant="default" onClick={close}>{make.data ? shell.close : shell.cancel}</Button>
          {!make.data && <Button loading={make.isPending} onClick={() => make.mutate()}>{words.reset}</Button>}
        </div>
      </div>
    </Modal>
  )
}
