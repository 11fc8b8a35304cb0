// Rows that are kept within bounds: the first ones and the last ones, and how many between them were left out. Knows no events.

/** What is kept at most. */
export interface KeptLimits {
  /** Of the first rows. */
  readonly first: number
  /** Of the last rows. */
  readonly last: number
  /** Characters of the last rows, and as many of the first. */
  readonly characters: number
}

/** Rows, as far as they are kept; edited in place by `keepRow`. */
export interface KeptRows<Row> {
  readonly limits: KeptLimits
  readonly first: Row[]
  firstSize: number
  last: Row[]
  /** The place of the oldest of `last` that still counts. */
  from: number
  lastSize: number
  leftOut: number
}

/** None yet. */
export function createKeptRows<Row>(limits: KeptLimits): KeptRows<Row> {
  return { limits, first: [], firstSize: 0, last: [], from: 0, lastSize: 0, leftOut: 0 }
}

/** Keeps one more, and lets go of the oldest of the last ones where they are too many. */
export function keepRow<Row extends { readonly text: string }>(kept: KeptRows<Row>, row: Row): void {
  const { limits } = kept
  const size = row.text.length
  if (kept.last.length === 0 && kept.first.length < limits.first && kept.firstSize + size <= limits.characters) {
    kept.first.push(row)
    kept.firstSize += size
    return
  }
  kept.last.push(row)
  kept.lastSize += size
  while (kept.last.length - kept.from > limits.last || kept.lastSize > limits.characters) {
    const oldest = kept.last[kept.from]
    if (oldest === undefined) break
    kept.lastSize -= oldest.text.length
    kept.from += 1
    kept.leftOut += 1
  }
  if (kept.from <= limits.last) return
  kept.last = kept.last.slice(kept.from)
  kept.from = 0
}

/** Those that are kept, in their order. */
export function rowsKept<Row>({ first, last, from }: KeptRows<Row>): readonly Row[] {
  return [...first, ...last.slice(from)]
}
