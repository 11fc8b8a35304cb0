// When a cron schedule is due: five fields, names, steps, macros (robfig/cron:parser.go). An unreadable one never is.
import { zoneOffset } from '../../server/time-zone.ts'
import type { ZoneOffset } from '../../server/time-zone.ts'
import { calendarOf, timeOf } from '../../server/timestamp.ts'

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

/** The times of a schedule, in milliseconds since 1970. */
export interface CronSchedule {
  /** The first one after a time; undefined when there is none. */
  readonly next: (after: number) => number | undefined
  /** The last one until a time. */
  readonly last: (until: number) => number | undefined
}

/** Reads a schedule; undefined when it cannot be read, or the time zone is not known. A `TZ=` of its own goes before the zone. */
export function readSchedule(text: string, timeZone = 'UTC'): CronSchedule | undefined {
  const [, ownZone, schedule = ''] = /^(?:(?:CRON_)?TZ=(\S+)\s+)?(.*)$/s.exec(text.trim()) ?? []
  const fields = parseFields(schedule)
  const offset = zoneOffset(ownZone ?? timeZone)
  if (fields === undefined || offset === undefined) return undefined
  const dayOf = (time: number): number => Math.floor((time + offset(time)) / DAY_MS) * DAY_MS
  return {
    next: (after) => {
      const today = dayOf(after)
      for (let day = 0; day < MOST_DAYS; day += 1) {
        const found = timesOn(today + day * DAY_MS, fields, offset).find((time) => time > after)
        if (found !== undefined) return found
      }
      return undefined
    },
    last: (until) => {
      const today = dayOf(until)
      for (let day = 0; day < MOST_DAYS; day += 1) {
        const found = timesOn(today - day * DAY_MS, fields, offset).findLast((time) => time <= until)
        if (found !== undefined) return found
      }
      return undefined
    },
  }
}

/** The times of one day, whose midnight is given as on the wall. An hour that clocks skip has none, one that they repeat has them twice. */
function timesOn(midnight: number, fields: Fields, offset: ZoneOffset): readonly number[] {
  if (!isDay(fields, midnight)) return []
  const walls = fields.hours.flatMap((hour) => fields.minutes.map((minute) => midnight + timeOf(hour, minute)))
  const [before, after] = [offset(midnight - DAY_MS), offset(midnight + 2 * DAY_MS)]
  if (before === after) return walls.map((wall) => wall - before)
  return walls
    .flatMap((wall) => [wall - before, wall - after].filter((time) => time + offset(time) === wall))
    .toSorted((a, b) => a - b)
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

function parseFields(text: string): Fields | undefined {
  const parts = (Object.hasOwn(MACROS, text) ? (MACROS[text] ?? '') : text).split(/\s+/)
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
