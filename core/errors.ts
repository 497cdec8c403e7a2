/** The one set of errors that people and programs act on. A plain `Error` anywhere else means a bug. */

/** What a person reads: Japanese first, English complete beside it. */
export interface Sentence {
  ja: string
  en: string
}

/**
 * An error with a code for programs and a sentence for people.
 * `status` is the HTTP status that the API answers with; it is a number here and nothing more.
 */
export class DomainError extends Error {
  readonly code: string
  readonly sentence: Sentence
  readonly status: number
  /** Facts a screen may show: the newer version of a row, the field at fault. Never a secret. */
  readonly details: Record<string, unknown> | undefined

  constructor(code: string, status: number, sentence: Sentence, options: { details?: Record<string, unknown>; cause?: unknown } = {}) {
    super(`${code}: ${sentence.en}`, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = new.target.name
    this.code = code
    this.status = status
    this.sentence = sentence
    this.details = options.details
  }
}

/** The input does not say what is asked for; `details.issues` names the fields. */
export class InvalidInput extends DomainError {
  constructor(sentence: Sentence, details?: Record<string, unknown>) {
    super('invalid_input', 400, sentence, { details })
  }
}

export class Unauthenticated extends DomainError {
  constructor(sentence: Sentence = { ja: 'ログインしてください。', en: 'Sign in first.' }) {
    super('unauthenticated', 401, sentence)
  }
}

export class Forbidden extends DomainError {
  constructor(sentence: Sentence = { ja: 'この操作をする権限がありません。管理者に依頼してください。', en: 'Your role may not do this. Ask an administrator.' }) {
    super('forbidden', 403, sentence)
  }
}

/** Also the answer for what exists in another workspace or behind another team's wall. */
export class NotFound extends DomainError {
  constructor(noun: Sentence = { ja: '対象', en: 'item' }) {
    super('not_found', 404, { ja: `${noun.ja}が見つかりません。削除されたか、見る権限がありません。`, en: `The ${noun.en} was not found. It was removed, or you may not see it.` })
  }
}

/** Somebody was first: `details.current` is the newer row. */
export class Conflict extends DomainError {
  constructor(sentence: Sentence = { ja: 'ほかの人が先に変更しました。最新の内容を確認してください。', en: 'Someone else changed this first. Look at the newer version.' }, details?: Record<string, unknown>) {
    super('conflict', 409, sentence, { details })
  }
}

/** A rule of the domain forbids it now, and says why. */
export class NotAllowedNow extends DomainError {
  constructor(code: string, sentence: Sentence, details?: Record<string, unknown>) {
    super(code, 422, sentence, { details })
  }
}

export class TooMany extends DomainError {
  constructor(sentence: Sentence, retryAfterSeconds: number) {
    super('too_many', 429, sentence, { details: { retryAfterSeconds } })
  }
}

/** A part that the request needs does not answer; the caller may try again. */
export class Unavailable extends DomainError {
  constructor(sentence: Sentence, options: { cause?: unknown; retryAfterSeconds?: number } = {}) {
    super('unavailable', 503, sentence, { cause: options.cause, details: { retryAfterSeconds: options.retryAfterSeconds ?? 5 } })
  }
}

/** The configuration cannot be started with; printed in one line, exit code 1. */
export class BadConfiguration extends DomainError {
  constructor(sentence: Sentence, cause?: unknown) {
    super('bad_configuration', 500, sentence, { cause })
  }
}
