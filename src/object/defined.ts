// Leaves out what is undefined, which would stand in place of a default, and in JSON for nothing. Knows no fields.

/** The fields that are there. */
export type Defined<T> = { [K in keyof T]?: T[K] & ({} | null) }

/** The same fields without those that are undefined. */
export function defined<T extends object>(fields: T): Defined<T> {
  const there: Defined<T> = {}
  for (const name in fields) {
    const value = fields[name]
    if (value !== undefined) there[name] = value
  }
  return there
}
