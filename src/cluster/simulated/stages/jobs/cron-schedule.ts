// When a cron schedule is due, in UTC: five fields, names, steps, macros (robfig/cron:parser.go). An unreadable one never is.
import { calendarOf, timeOf } from '../../server/timestamp.ts'

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000

/** Far enough for the 29th of February. */
const MOST_DAYS = 366 * 8

const MACROS: Readonly<Record<string, string>> = {
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

/** The first time after another one, both in milliseconds since 1970; undefined when there is none. */
export function nextTime(schedule: string, after: number): number | undefined {
  const fields = parseSchedule(schedule)
  if (fields === undefined) return undefined
  const first = Math.floor(after / MINUTE_MS) * MINUTE_MS + MINUTE_MS
  const midnight = Math.floor(first / DAY_MS) * DAY_MS
  for (let day = 0; day < MOST_DAYS; day += 1) {
    const start = midnight + day * DAY_MS
    if (!isDay(fields, start)) continue
    for (const hour of fields.hours) {
      for (const minute of fields.minutes) {
        const time = start + timeOf(hour, minute)
        if (time >= first) return time
      }
    }
  }
  return undefined
}

interface Fields {
  readonly minutes: readonly number[]
  readonly hours: readonly number[]
  readonly days: readonly number[]
  readonly months: readonly number[]
  readonly weekdays: readonly number[]
  /** Where both are restricted either is enough. */
  readonly anyDay: boolean
}

function isDay({ days, months, weekdays, anyDay }: Fields, time: number): boolean {
  const { day, month, weekday } = calendarOf(time)
  const [isDate, isWeekday] = [days.includes(day), weekdays.includes(weekday)]
  return months.includes(month) && (anyDay ? isDate || isWeekday : isDate && isWeekday)
}

function parseSchedule(text: string): Fields | undefined {
  const trimmed = text.trim().replace(/^(?:CRON_)?TZ=\S+\s+/, '')
  const parts = (Object.hasOwn(MACROS, trimmed) ? (MACROS[trimmed] ?? '') : trimmed).split(/\s+/)
  if (parts.length !== 5) return undefined
  const [minute = '', hour = '', day = '', month = '', weekday = ''] = parts
  const minutes = parseField(minute, { least: 0, most: 59, names: [] })
  const hours = parseField(hour, { least: 0, most: 23, names: [] })
  const days = parseField(day, { least: 1, most: 31, names: [] })
  const months = parseField(month, { least: 1, most: 12, names: MONTHS })
  const weekdays = parseField(weekday, { least: 0, most: 7, names: DAYS })?.map((number) => number % 7)
  if (!minutes || !hours || !days || !months || !weekdays) return undefined
  const anyDay = !/^[*?]/.test(day) && !/^[*?]/.test(weekday)
  return { minutes, hours, days, months, weekdays, anyDay }
}

interface Range {
  readonly least: number
  readonly most: number
  /** Names of the numbers from `least` on. */
  readonly names: readonly string[]
}

function parseField(text: string, range: Range): readonly number[] | undefined {
  const found = new Set<number>()
  for (const part of text.split(',')) {
    const [, from = '', to, step] = /^(\*|\?|\w+)(?:-(\w+))?(?:\/(\d+))?$/.exec(part) ?? []
    const isAll = from === '*' || from === '?'
    const first = isAll ? range.least : numberOf(from, range)
    const open = isAll || step !== undefined ? range.most : first
    const last = to === undefined ? open : numberOf(to, range)
    const by = Number(step ?? 1)
    if (first === undefined || last === undefined || by < 1) return undefined
    for (let number = first; number <= last; number += by) found.add(number)
  }
  return [...found].toSorted((a, b) => a - b)
}

function numberOf(text: string, { least, most, names }: Range): number | undefined {
  const name = names.indexOf(text.toLowerCase())
  const number = name >= 0 ? name + least : /^\d+$/.test(text) ? Number(text) : -1
  return number >= least && number <= most ? number : undefined
}
