import { Menu } from '@mantine/core'
import { useState } from 'react'
import { readAnswer, send } from '../../api/client.ts'
import { useFail } from '../../app/fail.ts'
import { useLanguage } from '../../app/language.tsx'
import { useMe } from '../../app/me.ts'
import { ActButton } from '../../ui/act-button.tsx'
import { Icon } from '../../ui/icons.tsx'
import { saveFile } from '../../ui/save-file.ts'
import { exportPath } from './calls.ts'
import type { Filters } from './search-params.ts'
import { useSearchWords } from './words.ts'

/** All hits as a file. The browser streams it to disk; only where a workspace must be named it passes through memory. */
export function ExportMenu({ filters }: { filters: Filters }) {
  const words = useSearchWords()
  const { language } = useLanguage()
  const fail = useFail()
  const streams = (useMe()?.workspaces.length ?? 0) === 1
  const [busy, setBusy] = useState(false)
  async function fetchFile(format: 'csv' | 'ndjson'): Promise<void> {
    setBusy(true)
    try {
      const answer = await send(exportPath(filters, format, language))
      if (!answer.ok) await readAnswer(answer)
      saveFile(await answer.blob(), `mentions.${format}`)
    } catch (error) {
      fail(error)
    }
    setBusy(false)
  }
  function item(format: 'csv' | 'ndjson', label: string) {
    if (streams) return <Menu.Item component="a" href={exportPath(filters, format, language)} download={`mentions.${format}`}>{label}</Menu.Item>
    return <Menu.Item onClick={() => void fetchFile(format)}>{label}</Menu.Item>
  }
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target><ActButton variant="default" busy={busy} rightSection={<Icon name="down" size={14} />}>{words.export}</ActButton></Menu.Target>
      <Menu.Dropdown>{item('csv', words.exportCsv)}{item('ndjson', words.exportNdjson)}</Menu.Dropdown>
    </Menu>
  )
}
