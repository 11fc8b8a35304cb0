// The logs of one task: a follower for each container of the pods that are its own, until nothing more is expected of it.
import { onAbort } from '../../cluster/on-abort.ts'
import type { ObjectRef } from '../../cluster/port.ts'
import type { TaskRef } from '../../plan/task-ref.ts'
import { followContainer } from './follow-container.ts'
import type { ContainerSource } from './follow-container.ts'
import { createLineTeller } from './line-teller.ts'
import type { LineTeller } from './line-teller.ts'
import type { PodLogWorld } from './log-world.ts'
import type { PodStore } from './pod-store.ts'
import { isPodOf } from './pod-view.ts'
import type { PodView } from './pod-view.ts'
import type { Turns } from './turns.ts'

/** After so long a task that has ended has no pods, in milliseconds. */
const NO_PODS_MS = 250

/** The logs of a task. */
export type TaskLogs = Readonly<ReturnType<typeof createTaskLogs>>

/** What its logs are read with. */
export interface TaskLogWorld extends PodLogWorld {
  readonly pods: PodStore
  readonly turns: Turns
  /** Hears what a log cannot be read for. */
  readonly refuse: (error: unknown) => void
}

/** Nothing is followed yet: the task may not be written. */
export function createTaskLogs(task: TaskRef, world: TaskLogWorld) {
  const { cluster, clock, pods, turns, refuse } = world
  const over = new AbortController()
  const { signal } = over
  const reading = new Map<string, { readonly done: Promise<void>; readonly teller: LineTeller }>()
  let uid: string | undefined
  let writing: { readonly at: number; readonly there: ReadonlySet<string> } | undefined

  const start = async (pod: PodView, container: string, { take }: LineTeller): Promise<void> => {
    const since = writing === undefined || isBornAfter(pod, writing) ? undefined : writing.at
    // Counted at each opening: a stream that was silent may have been dead since the first.
    const sinceSeconds = (): number | undefined =>
      since === undefined ? undefined : Math.ceil((clock.now() - since) / 1000) + 1
    const source = sourceOf(pods, pod, { container, sinceSeconds })
    await followContainer(source, { cluster, clock, signal, take })
  }
  const offer = (pod: PodView): void => {
    if (signal.aborted || !isPodOf(pod, { key: task.key, uid })) return
    for (const { name } of pod.containers) {
      const id = `${pod.uid} ${name}`
      if (reading.has(id)) continue
      const teller = createLineTeller(world, { task, pod, container: name })
      const done = turns.take(() => start(pod, name, teller), signal).catch(refuse)
      reading.set(id, { done: done.finally(() => teller.end()), teller })
    }
  }
  const end = (): void => {
    for (const { teller } of reading.values()) teller.end()
    over.abort('over')
  }
  return {
    kind: task.key.kind,
    /** A pod has come or changed: its containers are followed if it is the task's. */
    offer,
    /** It is written; what was there before says only what it says from now on. */
    written(now: string, wasThere: boolean): void {
      uid = now
      writing = wasThere ? { at: clock.now(), there: new Set([...pods.all()].map((pod) => pod.uid)) } : undefined
      for (const pod of pods.all()) offer(pod)
    },
    /** Resolves when what there is is read to its end, or after so many milliseconds. */
    async rest(milliseconds: number): Promise<void> {
      if (uid === undefined || milliseconds === 0 || signal.aborted) return
      const late = new AbortController()
      const waited = new AbortController()
      void clock.sleep(milliseconds, waited.signal).then(() => late.abort('late'))
      const forget = onAbort(signal, () => late.abort('over'))
      // A pod may be seen a moment after what it belongs to has ended.
      if (reading.size === 0) await clock.sleep(Math.min(NO_PODS_MS, milliseconds), late.signal)
      const done = Promise.all([...reading.values()].map((one) => one.done))
      await Promise.race([done, new Promise((resolve) => void onAbort(late.signal, () => resolve(undefined)))])
      forget()
      waited.abort('read')
    },
    /** Closes all that is open, and tells what was left out. */
    end,
  }
}

/**
 * Whether a pod was made by a write or after it, and says nothing that was said before. The cluster's clock may be another than
 * ours: what had been seen by then is older in any case.
 */
function isBornAfter(
  { uid, born }: PodView,
  { at, there }: { readonly at: number; readonly there: ReadonlySet<string> },
): boolean {
  return !there.has(uid) && born !== undefined && born >= Math.floor(at / 1000) * 1000 - 1000
}

function sourceOf(
  pods: PodStore,
  { uid, name, namespace }: PodView,
  { container, sinceSeconds }: Pick<ContainerSource, 'container' | 'sinceSeconds'>,
): ContainerSource {
  return {
    ref: podRef(namespace, name),
    container,
    now: () => {
      const pod = pods.get(uid)
      const found = pod?.containers.find((one) => one.name === container)
      return pod === undefined || found === undefined ? undefined : { ...found, isOver: pod.isOver }
    },
    changed: (signal) => pods.changed(uid, signal),
    sinceSeconds,
  }
}

function podRef(namespace: string, name: string): ObjectRef {
  return { type: { group: '', version: 'v1', kind: 'Pod', plural: 'pods', namespaced: true }, namespace, name }
}
