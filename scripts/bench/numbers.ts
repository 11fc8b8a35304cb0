// Medians and the table of results. Measures nothing.

/** The middle value; of an even number of values the lower of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN
}

/** `0.21 (0.20–0.24)`: the median and the range, in seconds. */
export function spread(milliseconds: readonly number[]): string {
  return `${seconds(median(milliseconds))} (${seconds(Math.min(...milliseconds))}–${seconds(Math.max(...milliseconds))})`
}

/** Two digits of seconds. */
export function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(2)
}

/** A table whose columns stand below each other. */
export function formatTable(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows
    .map(
      (row) =>
        `${row
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('')
}
