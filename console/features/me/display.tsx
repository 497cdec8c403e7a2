import { Button, NativeSelect, useMantineColorScheme, type MantineColorScheme } from '@mantine/core'
import { useState } from 'react'
import { keep, kept } from '../../app/kept.ts'
import { useLanguage, type Language } from '../../app/language.tsx'
import { openHelp } from '../../app/overlays.ts'
import { lettersAreOn, switchLetters } from '../../app/use-keys.ts'
import { useShellWords } from '../../app/words.ts'
import { Section } from '../../ui/section.tsx'
import { useMeWords } from './words.ts'
import parts from '../../ui/parts.module.css'
import style from './me.module.css'

/** Choices of this browser; they act at once. */
export function Display() {
  const words = useMeWords()
  const shell = useShellWords()
  const { language, setLanguage } = useLanguage()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const [density, setDensity] = useState(kept('density') === 'compact' ? 'compact' : 'normal')
  const [letters, setLetters] = useState(lettersAreOn)
  function chooseDensity(next: string): void {
    keep('density', next)
    document.documentElement.dataset['density'] = next
    setDensity(next)
    window.dispatchEvent(new Event('resize'))
  }
  return (
    <>
      <Section title={words.display}>
        <div className={parts.fields}>
          <NativeSelect label={words.language} value={language} onChange={(event) => setLanguage(event.currentTarget.value as Language)} data={[{ value: 'ja', label: '日本語' }, { value: 'en', label: 'English' }]} />
          <NativeSelect label={words.theme} value={colorScheme} onChange={(event) => setColorScheme(event.currentTarget.value as MantineColorScheme)} data={[{ value: 'auto', label: shell.themeAuto }, { value: 'light', label: shell.themeLight }, { value: 'dark', label: shell.themeDark }]} />
          <NativeSelect label={words.density} value={density} onChange={(event) => chooseDensity(event.currentTarget.value)} data={[{ value: 'normal', label: shell.densityNormal }, { value: 'compact', label: shell.densityCompact }]} />
        </div>
      </Section>
      <Section title={words.keys} actions={<Button variant="default" onClick={openHelp}>{words.keysHelp}</Button>}>
        <label className={style.switch}><input type="checkbox" role="switch" checked={letters} onChange={(event) => { switchLetters(event.currentTarget.checked); setLetters(event.currentTarget.checked) }} />{words.letters}</label>
        <p className={parts.dim}>{words.lettersNote}</p>
      </Section>
    </>
  )
}
