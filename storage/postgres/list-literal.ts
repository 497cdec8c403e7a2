/**
 * A list in the text form of Postgres' arrays. Most elements need no escaping, and finding that out is all that is done for them.
 * @returns null for what is no flat list of text, numbers, booleans, times and bytes; the driver writes it then.
 */
export function listLiteral(values: readonly unknown[]): string | null {
  let list = '{'
  for (let place = 0; place < values.length; place++) {
    const element = elementOf(values[place])
    if (element === null) return null
    list += place === 0 ? element : `,${element}`
  }
  return `${list}}`
}

function elementOf(value: unknown): string | null {
  switch (typeof value) {
    case 'string':
      return `"${special.test(value) ? value.replace(/["\\]/g, '\\$&') : value}"`
    case 'number':
    case 'boolean':
    case 'bigint':
      return String(value)
    case 'undefined':
      return 'NULL'
    default:
      if (value === null) return 'NULL'
      if (value instanceof Date) return `"${value.toISOString()}"`
      if (Buffer.isBuffer(value)) return `"\\\\x${value.toString('hex')}"`
      return null
  }
}

const special = /["\\]/
