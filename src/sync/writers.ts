// Who wrote an object, as its managed fields tell. Pure.
import { listField, stringField } from '../object/kube-object.ts'
import type { KubeObject } from '../object/kube-object.ts'

/** Who wrote an object, by its managed fields, controllers' statuses left out: `kubectl-hooksync`, `helm, kubectl-edit`. */
export function writersOf(object: KubeObject): string {
  const names = listField(object, 'metadata', 'managedFields')
    .filter((entry) => stringField(entry, 'subresource') === undefined)
    .flatMap((entry) => stringField(entry, 'manager') ?? [])
  return names.length === 0 ? 'somebody' : [...new Set(names)].join(', ')
}
