// Whether one text already says what another says, so that it need not be said twice. Pure.
import { oneLine } from '../object/one-line.ts'

/** So much of a text is enough to know it again behind other words. */
const KNOWN_BY = 40

/** Whether a text has another in it, whatever its line breaks; of a long one the beginning will do, where the text ends cut by `…`. */
export function saysAlso(text: string, other: string): boolean {
  const [whole, part] = [oneLine(text), oneLine(other)]
  if (whole.includes(part)) return true
  if (!whole.endsWith('…')) return false
  const kept = whole.slice(0, -1)
  const at = kept.lastIndexOf(part.slice(0, KNOWN_BY))
  return at >= 0 && part.startsWith(kept.slice(at))
}
