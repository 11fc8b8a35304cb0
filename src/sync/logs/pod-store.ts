// The pods of a namespace as a watch has shown them last, for those who wait for their changes.
import { onAbort } from '../../cluster/on-abort.ts'
import type { PodView } from './pod-view.ts'
import type { Pods } from './watch-pods.ts'

/** Pods, by uid. */
export type PodStore = Readonly<ReturnType<typeof createPodStore>>

/** No pod is known yet. */
export function createPodStore() {
  let pods: Pods = new Map()
  let isListed = false
  const waiting = new Map<string, Set<() => void>>()
  return {
    get: (uid: string): PodView | undefined => pods.get(uid),
    all: (): Iterable<PodView> => pods.values(),
    /** Whether all were seen that there are: who is not among them is younger. */
    isListed: (): boolean => isListed,
    /** From now on there may be others. */
    unlisted(): void {
      isListed = false
    },
    /** The next ones that are told are all that there are. */
    listed(): void {
      isListed = true
    },
    /** The pods that are seen now, and the uids of which ones came, changed or went. */
    set(now: Pods, changed: readonly string[]): void {
      pods = now
      for (const uid of changed) for (const wake of waiting.get(uid) ?? []) wake()
    },
    /** Resolves at the next change of a pod, or at the abort. */
    changed(uid: string, signal: AbortSignal): Promise<void> {
      return new Promise((resolve) => {
        const wakes = waiting.get(uid) ?? new Set()
        let forget = (): void => undefined
        const wake = (): void => {
          forget()
          wakes.delete(wake)
          if (wakes.size === 0) waiting.delete(uid)
          resolve()
        }
        waiting.set(uid, wakes.add(wake))
        forget = onAbort(signal, wake)
      })
    },
  }
}
