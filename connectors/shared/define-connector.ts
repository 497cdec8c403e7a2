import type { Connector, Operation } from '../../core/ports/connector.ts'

/**
 * Returns the connector as it is, after checking that what it declares agrees with what it has.
 * @throws TypeError at start: a contradiction is a bug of ours, never a fact about the network.
 */
export function defineConnector(connector: Connector): Connector {
  const wrong = contradictions(connector)
  if (wrong.length > 0) throw new TypeError(`connector ${connector.network}: ${wrong.join('; ')}`)
  return Object.freeze(connector)
}

function contradictions(connector: Connector): string[] {
  const keys = [...connector.appFields, ...connector.channelFields].map((field) => field.key)
  return [
    ...wrongIf(!/^[a-z][a-z-]*$/.test(connector.network), 'the network is not a slug'),
    ...wrongIf(connector.intake.polls !== (connector.listen !== undefined), 'polls and listen disagree'),
    ...wrongIf(connector.intake.polls !== (connector.intake.pollEverySeconds !== undefined), 'polls without an interval'),
    ...wrongIf(connector.intake.webhooks !== (connector.verify !== undefined), 'webhooks and verify disagree'),
    ...wrongIf(connector.handshake !== undefined && !connector.intake.webhooks, 'a handshake without webhooks'),
    ...wrongIf(new Set(keys).size !== keys.length, 'a credential field is named twice'),
    ...wrongIf(!(connector.text.max > 0) && hasOperations(connector), 'no room for a text'),
    ...wrongIf(hasOperations(connector) && connector.planReply === undefined, 'operations without a plan'),
    ...connector.permissions.filter((row) => row.verdict !== 'allowed' && !row.why).map((row) => `${row.object}/${row.action} does not say why`),
    ...Object.entries(connector.operations).flatMap(([name, operation]) => contradictionsOf(name, operation)),
  ]
}

function contradictionsOf(name: string, operation: Operation): string[] {
  const mustLook = operation.idempotency === 'read-back' || operation.idempotency === 'handle'
  return [
    ...wrongIf(mustLook && operation.lookup === undefined, `${name} needs a lookup`),
    ...wrongIf(operation.idempotency === 'read-back' && !(operation.settleMs !== undefined && operation.settleMs > 0), `${name} needs a settle time`),
  ]
}

function hasOperations(connector: Connector): boolean {
  return Object.keys(connector.operations).length > 0
}

function wrongIf(wrong: boolean, words: string): string[] {
  return wrong ? [words] : []
}
