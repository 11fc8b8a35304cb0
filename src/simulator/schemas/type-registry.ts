// Which types the server serves: the built-in ones, some given ones, and those of established definitions.
import { field, isJsonObject, listField, stringField } from '../../object/kube-object.ts'
import type { JsonObject, KubeObject } from '../../object/kube-object.ts'
import type { GroupVersionKind } from '../../object/resource-key.ts'
import type { ResourceType } from '../../cluster/port.ts'
import type { FieldSchema } from '../fields/list-shape.ts'
import { isTrue } from '../stages/stage.ts'
import { objectField } from '../server/object-edits.ts'
import { BUILT_IN_TYPES, isBuiltInGroup } from './resource-types.ts'
import type { ServedType } from './resource-types.ts'
import type { Store } from '../server/store.ts'

const DEFINITIONS = { group: 'apiextensions.k8s.io', kind: 'CustomResourceDefinition' } as const

/** A definition is served a moment after it is Established, and nothing tells when. */
const SERVING_LAG_MS = 20

/** The types that are served now. */
export interface TypeRegistry {
  all(): readonly ServedType[]
  find(kind: GroupVersionKind): ServedType | undefined
  /** Any version of a kind. */
  ofKind(group: string, kind: string): ServedType | undefined
  schemaOf(kind: GroupVersionKind): FieldSchema
  /** By the name of an established definition: from when on its types are served. */
  servedFrom(): ReadonlyMap<string, number>
}

/** Makes the registry of a store. */
export function createTypeRegistry(
  store: Store,
  extra: readonly (ResourceType & { readonly hasStatus?: boolean })[],
  { now, servedFrom: known }: { readonly now: () => number; readonly servedFrom?: ReadonlyMap<string, number> },
): TypeRegistry {
  const fixed = [...BUILT_IN_TYPES, ...extra.map((type) => ({ hasStatus: false, ...type, hasGeneration: true }))]
  const readCustom = (): readonly CustomType[] =>
    store.list(DEFINITIONS.group, DEFINITIONS.kind).flatMap(typesOfDefinition)
  let custom = readCustom()
  const servedFrom = new Map<string, number>(known)
  store.subscribe(({ key, type, object }) => {
    if (key.group !== DEFINITIONS.group || key.kind !== DEFINITIONS.kind) return
    if (type === 'deleted') servedFrom.delete(key.name)
    else if (isTrue(object, 'Established') && !servedFrom.has(key.name))
      servedFrom.set(key.name, now() + SERVING_LAG_MS)
    custom = readCustom()
  })
  const customTypes = (): readonly CustomType[] =>
    custom.filter(({ definition }) => (servedFrom.get(definition) ?? Infinity) <= now())
  const all = (): readonly ServedType[] => [...fixed, ...customTypes()]
  return {
    all,
    servedFrom: () => new Map(servedFrom),
    find: (kind) => all().find((type) => isKind(type, kind)),
    ofKind: (group, kind) => all().find((type) => type.group === group && type.kind === kind),
    schemaOf: (kind) => ({
      kind: kind.kind,
      builtIn: isBuiltInGroup(kind.group),
      openApi: customTypes().find((type) => isKind(type, kind))?.openApi,
    }),
  }
}

interface CustomType extends ServedType {
  readonly definition: string
  readonly openApi: JsonObject
}

/** The types that a definition brings once it is Established. */
function typesOfDefinition(definition: KubeObject): readonly CustomType[] {
  if (!isTrue(definition, 'Established')) return []
  const names = objectField(definition, 'spec', 'names')
  return listField(definition, 'spec', 'versions')
    .filter((version) => isJsonObject(version) && version['served'] !== false)
    .map((version) => ({
      definition: definition.metadata.name ?? '',
      group: stringField(definition, 'spec', 'group') ?? '',
      version: stringField(version, 'name') ?? '',
      kind: stringField(names, 'kind') ?? '',
      plural: stringField(names, 'plural') ?? '',
      namespaced: stringField(definition, 'spec', 'scope') !== 'Cluster',
      hasStatus: field(version, 'subresources', 'status') !== undefined,
      hasGeneration: true,
      openApi: objectField(version, 'schema', 'openAPIV3Schema'),
    }))
}

function isKind(type: GroupVersionKind, kind: GroupVersionKind): boolean {
  return type.group === kind.group && type.version === kind.version && type.kind === kind.kind
}
