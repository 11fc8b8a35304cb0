// How the server merges a strategic patch of a built-in kind, for clients: by the lists of fields/list-shape.ts.
import type { MergeSchema } from '../../cluster/port.ts'
import { listShape } from '../fields/list-shape.ts'
import type { FieldSchema } from '../fields/list-shape.ts'

/** One variant of a union replaces another one there: only the wanted keys stay. */
const UNIONS = new Set(['strategy', 'volumes', 'resourceClaims'])

/** The merge schema at a path of field names. */
export function mergeSchemaAt(schema: FieldSchema, names: readonly string[] = []): MergeSchema {
  const name = names.at(-1) ?? ''
  const keys = mergeKeys(schema, names)
  const merges: MergeSchema = {
    strategies: [...(keys === undefined ? [] : ['merge']), ...(UNIONS.has(name) ? ['retainKeys'] : [])],
    mergeKey: keys?.[0],
    property: (field) => mergeSchemaAt(schema, [...names, field]),
    items: () => merges,
  }
  return merges
}

/** The keys by which a strategic merge knows an item, none in a set of values; undefined: the list is one value. */
export function mergeKeys(schema: FieldSchema, names: readonly string[]): readonly string[] | undefined {
  const shape = listShape(schema, names)
  if (shape.type === 'atomic') return undefined
  // Unlike server-side apply it goes by the first one alone.
  return shape.type === 'set' ? [] : shape.keys.slice(0, 1)
}
