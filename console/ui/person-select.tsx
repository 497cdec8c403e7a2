import { NativeSelect } from '@mantine/core'
import { useMembers, useTeams } from '../app/directory.ts'

interface Props {
  label: string
  nobody: string
  value: string | null
  onChange: (value: string | null) => void
  disabled?: boolean
  /** Who stands there now, shown even when they have left. */
  now?: { id: string; name: string } | null
  error?: string
}

export function MemberSelect({ label, nobody, value, onChange, disabled, now }: Props) {
  const members = useMembers().filter((member) => member.state === 'active').map((member) => ({ value: member.userId, label: member.name }))
  return <IdSelect label={label} nobody={nobody} value={value} onChange={onChange} disabled={disabled} data={withNow(members, now)} />
}

export function TeamSelect({ label, nobody, value, onChange, disabled, now }: Props) {
  const teams = useTeams().map((team) => ({ value: team.id, label: team.name }))
  return <IdSelect label={label} nobody={nobody} value={value} onChange={onChange} disabled={disabled} data={withNow(teams, now)} />
}

function IdSelect({ label, nobody, value, onChange, disabled, data }: Omit<Props, 'now'> & { data: { value: string; label: string }[] }) {
  return <NativeSelect label={label} value={value ?? ''} onChange={(event) => onChange(event.currentTarget.value || null)} disabled={disabled} data={[{ value: '', label: nobody }, ...data]} />
}

function withNow(rows: { value: string; label: string }[], now: { id: string; name: string } | null | undefined): { value: string; label: string }[] {
  return !now || rows.some((row) => row.value === now.id) ? rows : [{ value: now.id, label: now.name }, ...rows]
}
