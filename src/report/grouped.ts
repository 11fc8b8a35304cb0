// Puts together what is to be told together. Pure.

/** At least one. */
export type Some<T> = readonly [T, ...T[]]

/** The items of one and the same key together, in the order of the first of each. */
export function grouped<T>(items: readonly T[], keyOf: (item: T) => string): readonly Some<T>[] {
  const groups = new Map<string, [T, ...T[]]>()
  for (const item of items) {
    const known = groups.get(keyOf(item))
    if (known === undefined) groups.set(keyOf(item), [item])
    else known.push(item)
  }
  return [...groups.values()]
}
