// When a cron schedule is due, in its time zone (robfig/cron:spec.go, constantdelay.go). An unreadable one never is. Pure.
import { zoneOffset } from './time-zone.ts'
import type { ZoneOffset } from './time-zone.ts'
import { parseSchedule } from './parse-schedule.ts'
import type { CronFields } from './parse-schedule.ts'
import { calendarOf } from '../../server/timestamp.ts'

const DAY_MS = 86_400_000

/** Far enough for the 29th of February. */
const MOST_DAYS = 366 * 8

/** The times of a schedule, in milliseconds since 1970. */
export interface CronSchedule {
  /** The first one after a time; undefined when there is none. */
  readonly next: (after: number) => number | undefined
  /** The last one after `since` and until a time; an interval is counted from `since`. */
  readonly last: (until: number, since: number) => number | undefined
}

/** Reads a schedule; undefined when it cannot be read, or the time zone is not known. A `TZ=` of its own goes before the zone. */
export function readSchedule(text: string, timeZone = 'UTC'): CronSchedule | undefined {
  const [, ownZone, schedule = ''] = /^(?:(?:CRON_)?TZ=(\S+)\s+)?(.*)$/s.exec(text) ?? []
  const parsed = parseSchedule(schedule)
  const offset = zoneOffset(ownZone ?? timeZone)
  if ('fault' in parsed || offset === undefined) return undefined
  return 'everyMs' in parsed ? intervals(parsed.everyMs) : calendarTimes(parsed, offset)
}

/** From one time to the next, without a fraction of a second (robfig/cron:constantdelay.go). */
function intervals(everyMs: number): CronSchedule {
  const next = (after: number): number => Math.floor(after / 1000) * 1000 + everyMs
  return {
    next,
    last: (until, since) => {
      const first = next(since)
      return first > until ? undefined : first + Math.floor((until - first) / everyMs) * everyMs
    },
  }
}

function calendarTimes(fields: CronFields, offset: ZoneOffset): CronSchedule {
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
    last: (until, since) => {
      const today = dayOf(until)
      for (let day = 0; day < MOST_DAYS; day += 1) {
        const found = timesOn(today - day * DAY_MS, fields, offset).findLast((time) => time <= until)
        if (found !== undefined) return found > since ? found : undefined
      }
      return undefined
    },
  }
}

/** The times of one day, whose midnight is given as on the wall. An hour that clocks skip has none, one that they repeat has them twice. */
function timesOn(midnight: number, fields: CronFields, offset: ZoneOffset): readonly number[] {
  if (!isDay(fields, midnight)) return []
  const minutes = fields.hours.flatMap((hour) => fields.minutes.map((minute) => hour * 60 + minute))
  const walls = minutes.map((minute) => midnight + minute * 60_000)
  const [before, after] = [offset(midnight - DAY_MS), offset(midnight + 2 * DAY_MS)]
  if (before === after) return walls.map((wall) => wall - before)
  return walls
    .flatMap((wall) => [wall - before, wall - after].filter((time) => time + offset(time) === wall))
    .toSorted((a, b) => a - b)
}

function isDay({ days, months, weekdays, anyDay }: CronFields, time: number): boolean {
  const { day, month, weekday } = calendarOf(time)
  const [isDate, isWeekday] = [days.includes(day), weekdays.includes(weekday)]
  return months.includes(month) && (anyDay ? isDate || isWeekday : isDate && isWeekday)
}
