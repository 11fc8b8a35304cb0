// Durations as people read them. Formats only; reading is object/duration.ts.

/** `85ms`, `4.2s`, `1m05s`, `2h03m`. */
export function formatDuration(milliseconds: number): string {
  const rounded = Math.max(0, Math.round(milliseconds))
  if (rounded < 1000) return `${rounded}ms`
  if (rounded < 59_950) return `${(rounded / 1000).toFixed(1)}s`
  return formatLong(rounded)
}

/** For the head of a line, always in tenths of a second at first: `0.0s`, `12.3s`, `1m05s`. */
export function formatOffset(milliseconds: number): string {
  const rounded = Math.max(0, Math.round(milliseconds))
  return rounded < 99_950 ? `${(rounded / 1000).toFixed(1)}s` : formatLong(rounded)
}

function formatLong(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000)
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes}m${two(seconds % 60)}s`
  return `${Math.floor(minutes / 60)}h${two(minutes % 60)}m`
}

function two(number: number): string {
  return String(number).padStart(2, '0')
}

/** An age that goes on, in whole seconds: `0s`, `12s`, `1m05s`, `2h03m`. */
export function formatAge(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000))
  return seconds < 60 ? `${seconds}s` : formatLong(seconds * 1000)
}

/** How long something still has, so that it is never less than is told: `0s` only when nothing is left, `1m05s`, `2h04m`. With an age it makes the whole. */
export function formatLeft(milliseconds: number): string {
  const unit = milliseconds > 3_600_000 ? 60_000 : 1000
  return formatAge(Math.ceil(milliseconds / unit) * unit)
}

/** How long something took: tenths of a second while they matter: `85ms`, `9.8s`, `14s`, `1m05s`. */
export function formatTaken(milliseconds: number): string {
  return milliseconds < 9950 ? formatDuration(milliseconds) : formatAge(milliseconds + 500)
}
