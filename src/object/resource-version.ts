// Which of two states of objects is the older one. Pure.

/** Whether version a is older than b. Versions are compared as numbers of any length; others count as newer. */
export function isOlder(a: string | undefined, b: string | undefined): boolean {
  if (a === undefined || b === undefined || !/^\d+$/.test(a) || !/^\d+$/.test(b)) return false
  return a.length === b.length ? a < b : a.length < b.length
}
