// The task of a live object that no manifest names any more.
import { hasSyncOption } from '../hook/sync-options.ts'
import { syncWave } from '../hook/sync-wave.ts'
import type { KubeObject } from '../object/kube-object.ts'
import { formatKey, groupVersionKind } from '../object/resource-key.ts'
import type { PrunePlan, SyncTask } from './sync-plan.ts'

/** A prune task; its wave is the object's own, reversed later. Options are read from the live object (argo-cd:gitops-engine/pkg/sync/sync_context.go, pruneObject). */
export function pruneTask(object: KubeObject, prune: PrunePlan): SyncTask {
  const { group, kind } = groupVersionKind(object)
  const key = { group, kind, namespace: object.metadata.namespace ?? '', name: object.metadata.name ?? '' }
  return {
    id: `prune ${formatKey(key)}`,
    key,
    phase: 'Sync',
    wave: syncWave(object),
    hook: undefined,
    object,
    action: 'prune',
    location: undefined,
    options: { replace: false, force: false, serverSideApply: undefined, validate: true },
    typeMissing: false,
    timeoutMs: undefined,
    prune: pruneVerdict(object, prune),
    pruneLast: prune.last || hasSyncOption(object, 'PruneLast=true'),
  }
}

/** The object's own word wins over the default. Confirmation counts even when pruning is off, as in Argo CD. */
function pruneVerdict(object: KubeObject, prune: PrunePlan): NonNullable<SyncTask['prune']> {
  const own = (['true', 'false', 'confirm'] as const).find((word) => hasSyncOption(object, `Prune=${word}`))
  const word = own ?? prune.default
  if (word === 'confirm' && !prune.confirmed) return 'confirm'
  if (!prune.enabled) return 'requires-pruning'
  return word === 'false' ? 'no-prune' : 'delete'
}
