// Which objects others cannot be without: those that live in it, are of its kind, or name it. Pure.
import { isJsonList, isJsonObject, stringField } from '../../object/kube-object.ts'
import type { Json, KubeObject } from '../../object/kube-object.ts'
import { groupVersionKind } from '../../object/resource-key.ts'

/** Says of each object whether another one needs it, or may: a name that occurs elsewhere counts, whatever it means there. */
export function needsAmong(objects: readonly KubeObject[]): (object: KubeObject) => boolean {
  const namedBy = new Map<string, Set<KubeObject>>()
  for (const object of objects) {
    const { metadata: _, ...rest } = object
    for (const text of textsOf(rest)) {
      const known = namedBy.get(text) ?? new Set<KubeObject>()
      namedBy.set(text, known.add(object))
    }
  }
  const kinds = new Set(objects.map((object) => `${groupVersionKind(object).group}/${object.kind}`))
  const isNamed = (object: KubeObject): boolean => {
    const others = namedBy.get(object.metadata.name ?? '') ?? new Set<KubeObject>()
    return others.size > (others.has(object) ? 1 : 0)
  }
  return (object) => {
    if (object.kind === 'Namespace') return true
    const defined = `${stringField(object, 'spec', 'group') ?? ''}/${stringField(object, 'spec', 'names', 'kind') ?? ''}`
    if (object.kind === 'CustomResourceDefinition') return kinds.has(defined)
    return isNamed(object)
  }
}

function textsOf(value: Json | undefined): readonly string[] {
  if (typeof value === 'string') return [value]
  if (isJsonList(value)) return value.flatMap(textsOf)
  return isJsonObject(value) ? Object.values(value).flatMap(textsOf) : []
}
