// A value written at a path. Pure.
import { isJsonObject } from '../../object/kube-object.ts'
import type { Json, JsonObject } from '../../object/kube-object.ts'

/** The part with the value there; what is in the way becomes an object. */
export function withSteps(part: JsonObject, [head = '', ...rest]: readonly string[], value: Json): JsonObject {
  const inner = part[head]
  const made = rest.length === 0 ? value : withSteps(isJsonObject(inner) ? inner : {}, rest, value)
  return { ...part, [head]: made }
}
