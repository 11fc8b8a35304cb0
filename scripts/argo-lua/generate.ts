// Objects for a rule: what its script looks at, with the values that it compares with, others, odd ones, and nothing. Knows no Lua.
import type { LookedAt } from '../../src/health/own-rules.ts'
import { isJsonObject } from '../../src/object/kube-object.ts'
import type { Json, JsonObject, KubeObject } from '../../src/object/kube-object.ts'
import type { Random } from '../reading/random.ts'

/** What a rule looks at, and for which kind it is. */
export interface Looking {
  readonly looksAt: readonly LookedAt[]
  readonly words: readonly string[]
  readonly apiVersion: string
  readonly kind: string
}

/** What no rule compares with, but a server may hold. */
const ODD: readonly [Json, ...Json[]] = [
  null,
  '',
  'text',
  'two\nlines',
  'ünï',
  0,
  7,
  -3,
  1.5,
  true,
  false,
  [],
  {},
  [null, 'a'],
]

/** One object; in most of them most is as the rule expects it. */
export function generateObject({ looksAt, words, apiVersion, kind }: Looking, random: Random): KubeObject {
  const known = ['True', 'False', 'Unknown', ...words] as const
  let made: JsonObject = { apiVersion, kind, metadata: { name: 'x', generation: 1 + random.below(3) } }
  for (const { path, values } of looksAt) {
    if (path.startsWith('metadata.name') || random.below(6) === 0) continue
    const wanted = values.length > 0 && random.below(4) > 0 ? values : random.below(8) > 0 ? known : ODD
    const value = wanted[random.below(wanted.length)] ?? null
    made = written(made, path.split(/\.|(?=\[\])/), { value, random })
  }
  const metadata = isJsonObject(made['metadata']) ? made['metadata'] : {}
  return { ...made, apiVersion, kind, metadata: { ...metadata, name: 'x' } }
}

/** A list on the way gets items, and each of them the field with a chance. */
function written(
  part: JsonObject,
  steps: readonly string[],
  given: { readonly value: Json; readonly random: Random },
): JsonObject {
  const [head = '', ...rest] = steps
  const inner = part[head]
  if (rest.length === 0) return inner === undefined ? { ...part, [head]: given.value } : part
  if (rest[0] !== '[]') return { ...part, [head]: written(isJsonObject(inner) ? inner : {}, rest, given) }
  const items =
    Array.isArray(inner) && inner.length > 0 ? inner : Array.from({ length: given.random.below(4) }, () => ({}))
  const fields = rest.slice(1)
  return { ...part, [head]: items.map((item) => writtenItem(item, fields, given)) }
}

function writtenItem(
  item: Json,
  fields: readonly string[],
  given: { readonly value: Json; readonly random: Random },
): Json {
  if (given.random.below(3) === 0) return item
  return fields.length === 0 ? given.value : isJsonObject(item) ? written(item, fields, given) : item
}
