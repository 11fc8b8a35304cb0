// Finds `key: value`, `key=value` and `"key":"value"` in text, for values that mean nothing without their key. Pure.
import type { Stretch } from './search.ts'

// A key begins where its word begins: from everywhere in a long word a search would take the square of its length.
const PAIR = /(?<![\w.-])([\w.-]+)["'\\\]]*[ \t]*[:=][ \t]*["'\\]*([^\s"'\\,;}\])]+)/g

/** `db-pin`, `DB_PIN` and `dbPin` are one key: a Secret's key becomes a variable, and a variable a flag. */
export function plainKey(key: string): string {
  return key.replace(/[^a-z0-9]/gi, '').toLowerCase()
}

/** Where one of these values stands behind its own key. */
export function findValuesOfKeys(text: string, values: ReadonlyMap<string, ReadonlySet<string>>): readonly Stretch[] {
  if (values.size === 0) return []
  return [...text.matchAll(PAIR)].flatMap(({ 0: pair, 1: key = '', 2: value = '', index }): readonly Stretch[] => {
    const isOne = values.get(plainKey(key))?.has(value.replace(/(?<!=)=+$/, '')) === true
    const to = index + pair.length
    return isOne ? [[to - value.length, to]] : []
  })
}
