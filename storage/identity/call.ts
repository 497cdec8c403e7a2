import { isAPIError } from 'better-auth/api'
import { DomainError, InvalidInput, Unauthenticated } from '../../core/errors.ts'
import { tooMany } from './attempts.ts'

/** Asks the sign-in library and turns its refusals into ours. Cookies come back as whole `Set-Cookie` values. */
export async function call<T>(ask: Promise<{ headers: Headers; response: T }>): Promise<{ cookies: string[]; response: T }> {
  try {
    const { headers, response } = await ask
    return { cookies: headers.getSetCookie(), response }
  } catch (error) {
    throw translate(error)
  }
}

function wrongSignIn(): DomainError {
  return new DomainError('wrong_sign_in', 401, { ja: 'メールアドレスまたはパスワードが違います。', en: 'The mail address or the password is wrong.' })
}

export function wrongPassword(): DomainError {
  return new DomainError('wrong_password', 422, { ja: 'パスワードが違います。', en: 'The password is wrong.' })
}

export function wrongCode(): DomainError {
  return new DomainError('wrong_code', 401, { ja: '確認コードが違うか、期限切れです。新しいコードを入力してください。', en: 'The code is wrong or has run out. Enter a new one.' })
}

function translate(error: unknown): unknown {
  if (!isAPIError(error)) return error
  const code = error.body?.code
  if (code === 'INVALID_EMAIL_OR_PASSWORD' || code === 'INVALID_EMAIL') return wrongSignIn()
  if (code === 'INVALID_PASSWORD') return wrongPassword()
  if (code === 'INVALID_CODE' || code === 'INVALID_BACKUP_CODE') return wrongCode()
  if (code === 'ACCOUNT_TEMPORARILY_LOCKED') return tooMany(900)
  if (code === 'INVALID_TWO_FACTOR_COOKIE' || code === 'TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE') {
    return new DomainError('sign_in_again', 401, { ja: 'もう一度パスワードからログインしてください。', en: 'Start again with your password.' })
  }
  if (code === 'TOTP_ALREADY_ENABLED') return new DomainError('totp_already_enabled', 409, { ja: '2段階認証はすでに有効です。', en: 'Two-step sign-in is already on.' })
  if (code === 'TOTP_NOT_ENABLED') return new DomainError('totp_not_enabled', 422, { ja: '2段階認証は有効になっていません。', en: 'Two-step sign-in is not on.' })
  if (error.statusCode === 401) return new Unauthenticated()
  if (error.statusCode === 400) return new InvalidInput({ ja: '入力を確認してください。', en: 'Check the input.' }, { reason: code })
  return error
}
