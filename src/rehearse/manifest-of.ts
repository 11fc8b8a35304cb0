// Which manifest an object of a run comes from. Pure.
import type { KubeObject } from '../object/kube-object.ts'
import type { ResourceKey } from '../object/resource-key.ts'
import { isTarget } from './fault.ts'
import { nameOf } from './find-target.ts'

/** The manifest of a key; undefined where there is none. Of several `generateName`s that its name begins with the longest counts. */
export function manifestOf(key: ResourceKey, manifests: readonly KubeObject[]): KubeObject | undefined {
  const [first, ...others] = manifests.filter((object) => isManifestOf(object, key))
  return others.reduce((best, other) => (nameOf(other).length > nameOf(best ?? other).length ? other : best), first)
}

/** Whether an object is, or becomes, that of a key; what names no namespace can be in any. */
export function isManifestOf(object: KubeObject, key: ResourceKey): boolean {
  const { kind, group, namespace } = key
  const { name, generateName } = object.metadata
  const isNamed =
    name === undefined ? generateName !== undefined && key.name.startsWith(generateName) : name === key.name
  const place = namespace === '' ? {} : { namespace }
  return isNamed && isTarget({ kind, group, name: nameOf(object), ...place }, object)
}
