// Watches the pods of a namespace for who follows their logs. Ends at the abort.
import type { Cluster } from '../../cluster/port.ts'
import { ClusterError } from '../../errors.ts'
import type { KubeObject } from '../../object/kube-object.ts'
import { viewPod } from './pod-view.ts'
import type { PodView } from './pod-view.ts'

/** Which pods. */
export interface PodSelection {
  readonly namespace: string
  /** Left out: all. */
  readonly labelSelector?: string
}

/** All pods that there are now, by their uids. */
export type Pods = ReadonlyMap<string, PodView>

/** What a watch needs. */
export interface PodWatchWorld {
  readonly cluster: Pick<Cluster, 'resolve' | 'list' | 'watch'>
  readonly signal: AbortSignal
  /** Hears all of them after each change. */
  readonly see: (pods: Pods, changed: readonly string[]) => void
}

/** Tells of pods until the abort. Throws a ClusterError where they may not be watched. */
export async function watchPods(selection: PodSelection, { cluster, signal, see }: PodWatchWorld): Promise<void> {
  const type = await cluster.resolve({ group: '', version: 'v1', kind: 'Pod' })
  if (type === undefined || signal.aborted) return
  try {
    const { items, resourceVersion } = await cluster.list(type, selection, { signal })
    let pods = byUid(items)
    see(pods, [...pods.keys()])
    for await (const event of cluster.watch(type, { ...selection, resourceVersion, signal })) {
      if (event.type === 'relisted') {
        const before = [...pods.keys()]
        pods = byUid(event.items)
        see(pods, [...new Set([...before, ...pods.keys()])])
      } else if ('object' in event) {
        const pod = viewPod(event.object)
        if (event.type === 'deleted') pods.delete(pod.uid)
        else pods.set(pod.uid, pod)
        see(pods, [pod.uid])
      }
    }
  } catch (error) {
    if (!signal.aborted || !(error instanceof ClusterError)) throw error
  }
}

function byUid(pods: readonly KubeObject[]): Map<string, PodView> {
  return new Map(pods.map(viewPod).map((pod) => [pod.uid, pod]))
}
