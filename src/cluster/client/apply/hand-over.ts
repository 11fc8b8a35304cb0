// Field ownership: an object last applied by kubectl client-side is handed over to our server-side manager. Pure.
// Follows kubernetes/client-go:util/csaupgrade/upgrade.go.
import { mergeFields } from '../../../object/fields-v1.ts'
import type { Json, KubeObject } from '../../../object/kube-object.ts'
import { CLIENT_SIDE_MANAGER, managedFieldsOf } from '../../../object/managed-fields.ts'
import type { ManagedFields } from '../../../object/managed-fields.ts'

/** Who takes over. */
export interface Successor {
  readonly fieldManager: string
  /** false: what kubectl's client-side apply owns stays its own. */
  readonly handOver?: boolean
}

/**
 * The managers whose fields are taken over: kubectl's client-side apply, and our own where it has written by anything but
 * server-side apply (Helm does so on releases that were born client-side): that would meet itself.
 */
export function predecessors({ fieldManager, handOver }: Successor): readonly string[] {
  return handOver === false ? [fieldManager] : [CLIENT_SIDE_MANAGER, fieldManager]
}

/** Whether one of these managers owns fields of the object. */
export function ownedByClientSideApply(object: KubeObject, successor: Successor): boolean {
  return managedFieldsOf(object).some((owner) => isClientSide(owner, successor))
}

/** The managedFields after the hand-over: those entries are part of our Apply entry, which is the owner now. */
export function handOverFields(object: KubeObject, successor: Successor): readonly Json[] {
  const { fieldManager: manager } = successor
  const owners = managedFieldsOf(object)
  const handed = owners.filter((owner) => isClientSide(owner, successor))
  if (handed.length === 0) return owners.map(({ entry }) => entry)
  const ours = owners.find((owner) => isOf(owner, manager, 'Apply'))
  const others = owners.filter((owner) => owner !== ours && !handed.includes(owner)).map(({ entry }) => entry)
  const fieldsV1 = [...(ours === undefined ? [] : [ours]), ...handed]
    .map(({ fields = {} }) => fields)
    .reduce(mergeFields, {})
  return [{ ...(ours ?? handed[0])?.entry, manager, operation: 'Apply', fieldsV1 }, ...others]
}

function isClientSide(owner: ManagedFields, successor: Successor): boolean {
  return predecessors(successor).some((name) => isOf(owner, name, 'Update'))
}

function isOf(owner: ManagedFields, manager: string, operation: 'Apply' | 'Update'): boolean {
  return owner.manager === manager && owner.operation === operation && owner.subresource === ''
}
