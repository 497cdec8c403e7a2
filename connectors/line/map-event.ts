import type { AuthorFacts, ChannelFacts, Mapped } from '../../core/ports/connector.ts'
import type { Fields } from '../shared/read.ts'
import { fieldsOf, idOf, listOf, textOf } from '../shared/read.ts'
import { sourceOf } from './payloads.ts'

type ProfileEvent = Extract<Mapped, { kind: 'profile' }>

/** Everything that is no message: an event of the person's profile, or of the account's own where nobody is named. */
export function mapEvent(type: string, event: Fields, channel: ChannelFacts): ProfileEvent {
  const source = sourceOf(event)
  const members = type === 'memberJoined' ? fieldsOf(event['joined'])['members'] : type === 'memberLeft' ? fieldsOf(event['left'])['members'] : []
  const member = idOf(fieldsOf(listOf(members)[0])['userId'])
  const person = member ?? source?.userId ?? source?.key ?? idOf(fieldsOf(event['module'])['botId']) ?? channel.externalId
  const author: AuthorFacts = { externalId: person, handle: null, name: null, avatarUrl: null }
  return { kind: 'profile', what: whats[type] ?? 'other', author, code: codeOf(type, event) }
}

const whats: Record<string, ProfileEvent['what'] | undefined> = Object.assign(Object.create(null), {
  follow: 'followed', unfollow: 'unfollowed', join: 'joined', memberJoined: 'joined', leave: 'left', memberLeft: 'left', postback: 'postback',
})

/** The type and, where there is one, its finer kind: `follow.unblocked`, `beacon.enter`, `postback:action=buy`. */
function codeOf(type: string, event: Fields): string {
  const detail = fieldsOf(event[type])
  switch (type) {
    case 'follow':
      return detail['isUnblocked'] === true ? 'follow.unblocked' : 'follow'
    case 'postback':
      return `postback:${textOf(detail['data'], 300) ?? ''}`
    case 'accountLink':
      return joined(type, fieldsOf(event['link'])['result'])
    case 'beacon':
    case 'things':
    case 'membership':
    case 'module':
      return joined(type, detail['type'])
    case 'videoPlayComplete':
      return joined(type, detail['trackingId'])
    default:
      return type
  }
}

function joined(type: string, finer: unknown): string {
  const word = textOf(finer, 200)
  return word === null ? type : `${type}.${word}`
}
