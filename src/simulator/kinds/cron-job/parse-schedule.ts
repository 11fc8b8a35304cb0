// A cron schedule as the server's parser reads it, or what is wrong with it in that parser's words (robfig/cron:parser.go). Pure.

/** What a schedule says. */
export type ParsedSchedule = CronFields | { readonly everyMs: number } | { readonly fault: string }

/** The minutes, hours, days … on which it is due. */
export interface CronFields {
  readonly minutes: readonly number[]
  readonly hours: readonly number[]
  readonly days: readonly number[]
  readonly months: readonly number[]
  readonly weekdays: readonly number[]
  /** Where neither day is a star, either is enough. */
  readonly anyDay: boolean
}

const DESCRIPTORS: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']

interface Bounds {
  readonly least: number
  readonly most: number
  /** Words for the numbers from `least` on. */
  readonly names: readonly string[]
}

/** Of minutes, hours, days, months and weekdays. */
const FIELDS: readonly Bounds[] = [
  { least: 0, most: 59, names: [] },
  { least: 0, most: 23, names: [] },
  { least: 1, most: 31, names: [] },
  { least: 1, most: 12, names: MONTHS },
  { least: 0, most: 6, names: DAYS },
]

/** Reads a schedule without a time zone. */
export function parseSchedule(text: string): ParsedSchedule {
  if (text.startsWith('@')) return parseDescriptor(text)
  const parts = text.split(/\s+/).filter((part) => part !== '')
  if (parts.length !== FIELDS.length)
    return { fault: `expected exactly ${FIELDS.length} fields, found ${parts.length}: [${parts.join(' ')}]` }
  const read: ReadField[] = []
  for (const [at, bounds] of FIELDS.entries()) {
    const field = parseField(parts[at] ?? '', bounds)
    if ('fault' in field) return field
    read.push(field)
  }
  const [minutes = [], hours = [], days = [], months = [], weekdays = []] = read.map(({ numbers }) => numbers)
  return { minutes, hours, days, months, weekdays, anyDay: read[2]?.isStar !== true && read[4]?.isStar !== true }
}

function parseDescriptor(text: string): ParsedSchedule {
  const known = Object.hasOwn(DESCRIPTORS, text) ? DESCRIPTORS[text] : undefined
  if (known !== undefined) return parseSchedule(known)
  if (!text.startsWith('@every ')) return { fault: `unrecognized descriptor: ${text}` }
  const duration = parseGoDuration(text.slice('@every '.length))
  if (typeof duration === 'string') return { fault: `failed to parse duration ${text}: ${duration}` }
  // Whole seconds, and at least one (robfig/cron:constantdelay.go).
  return { everyMs: Math.max(1, Math.floor(duration / 1000)) * 1000 }
}

const UNITS: Readonly<Record<string, number>> = {
  ns: 1e-6, us: 1e-3, µs: 1e-3, μs: 1e-3, ms: 1, s: 1000, m: 60_000, h: 3_600_000,
} // prettier-ignore

/** Milliseconds, or what Go says is wrong (golang/go:src/time/format.go, ParseDuration). */
function parseGoDuration(text: string): number | string {
  const quoted = JSON.stringify(text)
  const [, sign = '', rest = ''] = /^([-+]?)(.*)$/s.exec(text) ?? []
  if (rest === '0') return 0
  if (rest === '') return `time: invalid duration ${quoted}`
  let total = 0
  for (let left = rest; left !== '';) {
    const [whole = '', number = '', unit = ''] = /^(\d*\.?\d*)([^\d.]*)/.exec(left) ?? []
    if (!/\d/.test(number)) return `time: invalid duration ${quoted}`
    if (unit === '') return `time: missing unit in duration ${quoted}`
    const factor = UNITS[unit]
    if (factor === undefined) return `time: unknown unit ${JSON.stringify(unit)} in duration ${quoted}`
    total += Number(number) * factor
    left = left.slice(whole.length)
  }
  return sign === '-' ? -total : total
}

interface ReadField {
  readonly numbers: readonly number[]
  readonly isStar: boolean
}

type Field = ReadField | { readonly fault: string }

function parseField(text: string, bounds: Bounds): Field {
  const numbers = new Set<number>()
  let isStar = false
  for (const part of text.split(',').filter((one) => one !== '')) {
    const range = parseRange(part, bounds)
    if ('fault' in range) return range
    for (const number of range.numbers) numbers.add(number)
    isStar ||= range.isStar
  }
  return { numbers: [...numbers].toSorted((a, b) => a - b), isStar }
}

/** `*`, `5`, `1-5`, each with a step or without. */
function parseRange(text: string, bounds: Bounds): Field {
  const [range = '', step, ...more] = text.split('/')
  const [from = '', to, ...others] = range.split('-')
  const isAll = from === '*' || from === '?'
  const first = isAll ? bounds.least : numberOf(from, bounds)
  if (typeof first === 'string') return { fault: first }
  if (!isAll && others.length > 0) return { fault: `too many hyphens: ${text}` }
  const given = isAll ? bounds.most : to === undefined ? first : numberOf(to, bounds)
  if (typeof given === 'string') return { fault: given }
  if (more.length > 0) return { fault: `too many slashes: ${text}` }
  const by = step === undefined ? 1 : integerOf(step)
  if (typeof by === 'string') return { fault: by }
  const last = step !== undefined && to === undefined ? bounds.most : given
  const { least, most } = bounds
  if (first < least) return { fault: `beginning of range (${first}) below minimum (${least}): ${text}` }
  if (last > most) return { fault: `end of range (${last}) above maximum (${most}): ${text}` }
  if (first > last) return { fault: `beginning of range (${first}) beyond end of range (${last}): ${text}` }
  if (by === 0) return { fault: `step of range should be a positive number: ${text}` }
  const numbers = Array.from({ length: Math.floor((last - first) / by) + 1 }, (_, index) => first + index * by)
  return { numbers, isStar: isAll && by <= 1 }
}

function numberOf(text: string, { least, names }: Bounds): number | string {
  const at = names.indexOf(text.toLowerCase())
  return at >= 0 ? at + least : integerOf(text)
}

/** The number, or why it is none. */
function integerOf(text: string): number | string {
  if (!/^[-+]?\d+$/.test(text))
    return `failed to parse int from ${text}: strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`
  const number = Number(text)
  return number < 0 ? `negative number (${number}) not allowed: ${text}` : Math.abs(number)
}
