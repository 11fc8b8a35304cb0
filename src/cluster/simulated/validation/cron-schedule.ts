// What is wrong with a cron schedule, in the words of the server's parser (robfig/cron:parser.go).

const DESCRIPTORS = ['@yearly', '@annually', '@monthly', '@weekly', '@daily', '@midnight', '@hourly']

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']

interface Bounds {
  readonly least: number
  readonly most: number
  /** Words for the numbers from `least` on. */
  readonly names: readonly string[]
}

const FIELDS: readonly Bounds[] = [
  { least: 0, most: 59, names: [] },
  { least: 0, most: 23, names: [] },
  { least: 1, most: 31, names: [] },
  { least: 1, most: 12, names: MONTHS },
  { least: 0, most: 6, names: DAYS },
]

/** Why a schedule cannot be read; undefined when it can. */
export function scheduleFault(text: string): string | undefined {
  if (text.startsWith('@')) return descriptorFault(text)
  const fields = text.trim().split(/\s+/)
  if (fields.length !== FIELDS.length) {
    return `expected exactly ${FIELDS.length} fields, found ${fields.length}: [${fields.join(' ')}]`
  }
  return FIELDS.flatMap((bounds, at) =>
    (fields[at] ?? '')
      .split(',')
      .filter((part) => part !== '')
      .map((part) => rangeFault(part, bounds)),
  ).find((fault) => fault !== undefined)
}

function descriptorFault(text: string): string | undefined {
  if (DESCRIPTORS.includes(text)) return undefined
  if (!text.startsWith('@every ')) return `unrecognized descriptor: ${text}`
  const isDuration = /^[-+]?(?:\d+(?:\.\d*)?(?:ns|us|µs|ms|s|m|h))+$/.test(text.slice('@every '.length))
  return isDuration ? undefined : `failed to parse duration ${text}`
}

/** `*`, `5`, `1-5`, each with a step or without. */
function rangeFault(text: string, bounds: Bounds): string | undefined {
  const [range = '', step, ...more] = text.split('/')
  const [from = '', to, ...others] = range.split('-')
  if (others.length > 0) return `too many hyphens: ${text}`
  const isAll = from === '*' || from === '?'
  const first = isAll ? bounds.least : numberOf(from, bounds)
  const last = isAll ? bounds.most : to === undefined ? first : numberOf(to, bounds)
  const by = step === undefined ? 1 : integerOf(step)
  const unread = [first, last, by].find((value) => typeof value === 'string')
  if (typeof unread === 'string') return unread
  if (more.length > 0) return `too many slashes: ${text}`
  if (typeof first !== 'number' || typeof last !== 'number') return undefined
  const end = step !== undefined && to === undefined ? bounds.most : last
  if (first < bounds.least) return `beginning of range (${first}) below minimum (${bounds.least}): ${text}`
  if (end > bounds.most) return `end of range (${end}) above maximum (${bounds.most}): ${text}`
  if (first > end) return `beginning of range (${first}) beyond end of range (${end}): ${text}`
  return by === 0 ? `step of range should be a positive number: ${text}` : undefined
}

function numberOf(text: string, { least, names }: Bounds): number | string {
  const at = names.indexOf(text.toLowerCase())
  return at >= 0 ? at + least : integerOf(text)
}

/** The number, or why it is none. */
function integerOf(text: string): number | string {
  if (/^-\d+$/.test(text)) return `negative number (${text}) not allowed: ${text}`
  return /^\+?\d+$/.test(text)
    ? Number(text)
    : `failed to parse int from ${text}: strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`
}
