/** The few words of logging that parts need; main.ts hands in pino. Never texts of people, never secrets. */
export interface Log {
  debug(facts: object, words: string): void
  info(facts: object, words: string): void
  warn(facts: object, words: string): void
  error(facts: object, words: string): void
}
