// What a sync would prune, and what stays would go with it: that stays, too. Pure.
import type { KubeObject } from '../object/kube-object.ts'
import { isHookOf } from './left-hooks.ts'
import { isOfApp } from './prune-task.ts'
import type { AppMark, PlanContext, SyncTask } from './sync-plan.ts'
import { whyStaysAround } from './why-kept.ts'

/** The prune tasks, those of namespaces with the word that they stay where the manifests, the app or its inventory need them. */
export function keepNeeded(
  prunes: readonly SyncTask[],
  named: readonly KubeObject[],
  { prune: { members, hooks }, app, policy }: PlanContext,
): readonly SyncTask[] {
  if (app === undefined) return prunes
  const going = new Set(prunes.filter(mayGo).map(({ object }) => object))
  const left = [
    ...members.filter((object) => isOfApp(object, app)),
    ...(hooks?.live ?? []).filter((object) => isHookOf(app, object)),
  ].filter((object) => !going.has(object))
  // In Argo CD what an application knows of itself is elsewhere.
  const staying = [...(policy.keepsNamespaces ? [...named, ...left] : []), parentOf(app)]
  return prunes.map((task) => {
    const reason = mayGo(task) ? whyStaysAround(task.object, staying, app) : undefined
    if (reason === undefined || task.prune === undefined) return task
    const verdict = task.prune.verdict === 'requires-pruning' ? task.prune.verdict : 'no-prune'
    return { ...task, prune: { ...task.prune, verdict, reason } }
  })
}

/** Whether it goes, or would if somebody asked for it. */
function mayGo({ prune }: SyncTask): boolean {
  return prune?.verdict !== 'no-prune' && prune?.reason === undefined
}

function parentOf({ parent: { kind, namespace, name } }: AppMark): KubeObject {
  return { apiVersion: 'v1', kind, metadata: { namespace, name } }
}
