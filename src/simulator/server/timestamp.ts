// Times as Kubernetes writes them: RFC 3339 in whole seconds. Converts only: what time it is says the clock.

// Of one moment many tell.
let formatted = { milliseconds: 0, text: '1970-01-01T00:00:00Z' }

/** `2026-01-01T00:00:00Z` */
export function formatTime(milliseconds: number): string {
  if (formatted.milliseconds !== milliseconds) {
    formatted = { milliseconds, text: `${new Date(milliseconds).toISOString().slice(0, 19)}Z` }
  }
  return formatted.text
}

/** Milliseconds since 1970, or undefined for something that is not a time. */
export function parseTime(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const milliseconds = Date.parse(text)
  return Number.isNaN(milliseconds) ? undefined : milliseconds
}

/** The day of a time in UTC; months count from 1, weekdays from 0 on Sunday. */
export function calendarOf(milliseconds: number): {
  readonly day: number
  readonly month: number
  readonly weekday: number
} {
  const date = new Date(milliseconds)
  return { day: date.getUTCDate(), month: date.getUTCMonth() + 1, weekday: date.getUTCDay() }
}
