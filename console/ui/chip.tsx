import type { ReactNode } from 'react'
import { Icon, type IconName } from './icons.tsx'
import style from './chips.module.css'

export function Chip({ children, icon, tone = 'plain', title }: { children: ReactNode; icon?: IconName; tone?: 'plain' | 'accent' | 'danger' | 'warn'; title?: string }) {
  return (
    <span className={style.chip} data-tone={tone} title={title}>
      {icon && <Icon name={icon} size={14} />}
      <span>{children}</span>
    </span>
  )
}
