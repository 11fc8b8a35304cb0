// Who wrote an object, as its managed fields tell. Pure.
import type { KubeObject } from '../object/kube-object.ts'
import { managedFieldsOf } from '../object/managed-fields.ts'

/** Who wrote an object, by its managed fields, controllers' statuses left out: `kubectl-hooksync`, `helm, kubectl-edit`. */
export function writersOf(object: KubeObject): string {
  const names = managersOf(object)
  return names.length === 0 ? 'somebody' : [...new Set(names)].join(', ')
}

/** Whether a field manager wrote anything of an object but its status. */
export function isWrittenBy(object: KubeObject, fieldManager: string): boolean {
  return managersOf(object).includes(fieldManager)
}

function managersOf(object: KubeObject): readonly string[] {
  return managedFieldsOf(object)
    .filter(({ subresource }) => subresource === '')
    .map(({ manager }) => manager)
}
