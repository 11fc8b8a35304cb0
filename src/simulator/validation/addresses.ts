// IP addresses and networks, read as forgivingly as the API server reads them: an octet may begin with zeros.

/** An address as a number, with the bits of its family. */
export interface Address {
  readonly bits: 32 | 128
  readonly value: bigint
}

/** A network: an address and how many of its bits count. */
export interface Network extends Address {
  readonly length: number
}

/** Reads an address; undefined when it is none. */
export function parseAddress(text: string): Address | undefined {
  return text.includes(':') ? parseSix(text) : parseFour(text)
}

/** Reads `10.0.0.0/8`; undefined when it is not a network. */
export function parseNetwork(text: string): Network | undefined {
  const [, address = '', length = ''] = /^([^/]+)\/(\d{1,3})$/.exec(text) ?? []
  const parsed = parseAddress(address)
  return parsed === undefined || Number(length) > parsed.bits ? undefined : { ...parsed, length: Number(length) }
}

/** Whether a network is a part of another one, and smaller. */
export function isPartOf(part: Network, whole: Network): boolean {
  const rest = BigInt(whole.bits - whole.length)
  return part.bits === whole.bits && part.length > whole.length && part.value >> rest === whole.value >> rest
}

function parseFour(text: string): Address | undefined {
  const octets = text.split('.')
  if (octets.length !== 4 || !octets.every((octet) => /^\d{1,4}$/.test(octet) && Number(octet) < 256)) return undefined
  return { bits: 32, value: octets.reduce((value, octet) => (value << 8n) + BigInt(octet), 0n) }
}

function parseSix(text: string): Address | undefined {
  const [, before = text, four] = /^(.*:)([^:]*\.[^:]*)$/.exec(text) ?? []
  const last = four === undefined ? undefined : parseFour(four)
  if (four !== undefined && last === undefined) return undefined
  const tail = last === undefined ? '' : `${(last.value >> 16n).toString(16)}:${(last.value & 0xffffn).toString(16)}`
  const [head = '', rest, ...more] = `${before}${tail}`.split('::')
  const heads = groupsOf(head)
  const rests = groupsOf(rest ?? '')
  const missing = 8 - heads.length - rests.length
  const isRight = more.length === 0 && (rest === undefined ? missing === 0 : missing > 0)
  const groups = [...heads, ...Array.from({ length: Math.max(0, missing) }, () => '0'), ...rests]
  if (!isRight || !groups.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return undefined
  return { bits: 128, value: groups.reduce((value, group) => (value << 16n) + BigInt(`0x${group}`), 0n) }
}

function groupsOf(text: string): readonly string[] {
  return text === '' ? [] : text.split(':')
}
