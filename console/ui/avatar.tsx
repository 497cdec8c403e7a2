import { useState } from 'react'
import style from './avatar.module.css'

/** A picture through our own server, else the first character: never a broken image. */
export function Avatar({ name, src, size = 32 }: { name: string | null; src?: string | null; size?: number }) {
  const [broken, setBroken] = useState(false)
  const first = [...(name ?? '?').trim().replace(/^@/, '')][0]?.toUpperCase() ?? '?'
  const box = { width: size, height: size, fontSize: Math.round(size * 0.44) }
  if (src && !broken && src.startsWith('/')) return <img className={style.avatar} src={src} alt="" width={size} height={size} loading="lazy" decoding="async" onError={() => setBroken(true)} style={box} />
  return <span className={style.avatar} style={box} aria-hidden="true">{first}</span>
}
