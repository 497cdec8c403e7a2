/** A moment as the wall clock of a zone as a person types it: `2026/11/24 18:00`. */
export function wallText(iso: string, zone: string): string {
  const parts = new Intl.DateTimeFormat('en-US', { timeZone: zone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' }).formatToParts(Date.parse(iso))
  const of = (type: string) => parts.find((part) => part.type === type)?.value ?? ''
  return `${of('year')}/${of('month')}/${of('day')} ${of('hour')}:${of('minute')}`
}
