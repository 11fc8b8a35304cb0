// Durations as Go writes them: `90s`, `5m`, `1h30m`. Pure.

const UNITS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
}

/** Milliseconds of a Go duration, or undefined when it is none; `0` needs no unit, a sign is refused. */
export function parseDuration(text: string | undefined): number | undefined {
  if (text === '0') return 0
  if (text === undefined || !/^(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|ms|s|m|h))+$/.test(text)) return undefined
  let total = 0
  for (const [, amount, unit] of text.matchAll(/(\d+\.?\d*|\.\d+)(ns|us|µs|ms|s|m|h)/g)) {
    total += Number(amount) * (UNITS[unit ?? ''] ?? 0)
  }
  return Number.isFinite(total) ? total : undefined
}

/** A time as a limit is written, without what is zero: `1h30m`, `1m30s`. In milliseconds. */
export function durationText(milliseconds: number): string {
  if (milliseconds === 0) return '0s'
  const [hours, minutes] = [Math.floor(milliseconds / 3_600_000), Math.floor(milliseconds / 60_000) % 60]
  const seconds = (milliseconds % 60_000) / 1000
  return `${hours > 0 ? `${hours}h` : ''}${minutes > 0 ? `${minutes}m` : ''}${seconds > 0 ? `${seconds}s` : ''}`
}
