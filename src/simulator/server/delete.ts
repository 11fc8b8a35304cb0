// Deleting: at once, or marked and kept by finalizers, grace and dependents.
import type { KubeObject } from '../../object/kube-object.ts'
import { listField } from '../../object/kube-object.ts'
import type { DeleteOptions } from '../../cluster/port.ts'
import { FOREGROUND_FINALIZER, ORPHAN_FINALIZER } from '../stages/garbage-collector.ts'
import { DEFINITION_FINALIZER } from '../kinds/definition/controller.ts'
import { withCondition } from '../stages/stage.ts'
import { gracePeriodOf } from '../kinds/pod/defaults.ts'
import { objectField, withMeta, withStatus } from './object-edits.ts'
import { formatTime } from './timestamp.ts'
import { isGone, storeOrRemove } from './write.ts'
import type { Server } from './write.ts'

/** Deletes an object, or says that it shall go. */
export function deleteObject(server: Server, object: KubeObject, propagation: DeleteOptions['propagation']): void {
  const marked = mark(server, object, propagation)
  if (marked !== object || isGone(object)) storeOrRemove(server.store, marked)
}

/** The kubelet's word that a pod has ended: nothing but finalizers may keep it now. */
export function endGrace(server: Server, object: KubeObject): void {
  storeOrRemove(server.store, withMeta(object, { deletionGracePeriodSeconds: 0 }))
}

function mark(server: Server, object: KubeObject, propagation: DeleteOptions['propagation']): KubeObject {
  const finalizers = new Set(object.metadata.finalizers ?? [])
  if (propagation === 'Foreground') finalizers.add(FOREGROUND_FINALIZER)
  if (propagation === 'Orphan') finalizers.add(ORPHAN_FINALIZER)
  const isNew = finalizers.size > (object.metadata.finalizers ?? []).length
  if (object.metadata.deletionTimestamp !== undefined) {
    return isNew ? withMeta(object, { finalizers: [...finalizers] }) : object
  }
  const seconds = object.kind === 'Pod' ? gracePeriodOf(object) : 0
  const { generation } = object.metadata
  const marked = withMeta(object, {
    deletionTimestamp: formatTime(server.clock.now() + seconds * 1000),
    ...(object.kind === 'Namespace' ? {} : { deletionGracePeriodSeconds: seconds }),
    ...(finalizers.size > 0 ? { finalizers: [...finalizers] } : {}),
    ...(generation === undefined ? {} : { generation: generation + 1 }),
  })
  if (object.kind === 'CustomResourceDefinition') return withCleanup(marked, server.clock.now())
  if (object.kind !== 'Namespace') return marked
  return withStatus(marked, { ...objectField(marked, 'status'), phase: 'Terminating' })
}

/** A definition keeps itself until its objects are gone, from the moment of its deletion on. */
function withCleanup(definition: KubeObject, now: number): KubeObject {
  const finalizers = [...(definition.metadata.finalizers ?? []), DEFINITION_FINALIZER]
  const condition = {
    type: 'Terminating',
    status: 'True',
    reason: 'InstanceDeletionPending',
    message: 'CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon',
  }
  const conditions = withCondition(listField(definition, 'status', 'conditions'), condition, { now })
  return withStatus(withMeta(definition, { finalizers }), { ...objectField(definition, 'status'), conditions })
}
