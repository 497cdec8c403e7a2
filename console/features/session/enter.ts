/** A fresh page: nothing of an earlier session stays in memory. */
export function enter(to = '/inbox'): void {
  window.location.assign(/^\/(?!\/)/.test(to) ? to : '/inbox')
}
