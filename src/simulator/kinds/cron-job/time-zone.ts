// What the clocks on the wall show in a time zone. Times on a wall are milliseconds too: since 1970, as if it were UTC.

/** The difference of a wall's time to UTC at an instant. */
export type ZoneOffset = (instant: number) => number

/** The offsets of an IANA time zone; undefined where there is no such zone. */
export function zoneOffset(timeZone: string): ZoneOffset | undefined {
  if (timeZone === 'UTC' || timeZone === 'Etc/UTC') return () => 0
  const format = formatOf(timeZone)
  if (format === undefined) return undefined
  return (instant) => {
    const second = Math.floor(instant / 1000) * 1000
    const parts = new Map(format.formatToParts(second).map(({ type, value }) => [type, Number(value)]))
    const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0
    return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second')) - second
  }
}

function formatOf(timeZone: string): Intl.DateTimeFormat | undefined {
  const number = 'numeric'
  const fields = { year: number, month: number, day: number, hour: number, minute: number, second: number } as const
  try {
    return new Intl.DateTimeFormat('en-US', { ...fields, timeZone, hourCycle: 'h23', calendar: 'gregory' })
  } catch {
    return undefined
  }
}
