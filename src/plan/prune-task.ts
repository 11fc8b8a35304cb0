// The task of a live object that no manifest names any more.
import type { Directives } from '../hook/directives.ts'
import { readDirectives } from '../hook/read-directives.ts'
import type { KubeObject } from '../object/kube-object.ts'
import { formatKey, groupVersionKind } from '../object/resource-key.ts'
import type { PrunePlan, SyncTask, TaskPrune } from './sync-plan.ts'

/** A prune task; its wave is the object's own, reversed later. Options are read from the live object (argo-cd:gitops-engine/pkg/sync/sync_context.go, pruneObject). */
export function pruneTask(object: KubeObject, prune: PrunePlan): SyncTask {
  const { group, kind } = groupVersionKind(object)
  const { wave, options } = readDirectives(object)
  const key = { group, kind, namespace: object.metadata.namespace ?? '', name: object.metadata.name ?? '' }
  return {
    id: `prune ${formatKey(key)}`,
    key,
    phase: 'Sync',
    wave: wave.value,
    hook: undefined,
    object,
    action: 'prune',
    location: undefined,
    options: { replace: false, force: false, serverSideApply: undefined, validate: true },
    typeMissing: false,
    timeoutMs: undefined,
    prune: { verdict: pruneVerdict(options.prune, prune), wave: wave.value, last: prune.last || options.pruneLast },
  }
}

/** The object's own word wins over the default. Confirmation counts even when pruning is off, as in Argo CD. */
function pruneVerdict(own: Directives['options']['prune'], prune: PrunePlan): TaskPrune['verdict'] {
  const word = own ?? prune.default
  if (word === 'confirm' && !prune.confirmed) return 'confirm'
  if (!prune.enabled) return 'requires-pruning'
  return word === 'false' ? 'no-prune' : 'delete'
}
