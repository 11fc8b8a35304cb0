// One watch of the pods of a namespace that may be made wider: what is seen by then goes on until the wider one has begun.
import type { Cluster } from '../../cluster/port.ts'
import { defined } from '../../object/defined.ts'
import type { PodStore } from './pod-store.ts'
import { watchPods } from './watch-pods.ts'
import type { Pods } from './watch-pods.ts'

/** A watch that is opened when it is first asked for. */
export interface WideningWatch {
  /** From now on these are seen, and what was seen before; undefined: all. */
  watch(selector: string | undefined): void
  close(): void
}

/** What it works with. */
export interface WideningWorld {
  readonly cluster: Pick<Cluster, 'resolve' | 'list' | 'watch'>
  readonly pods: PodStore
  /** Hears all of them after each change. */
  readonly see: (pods: Pods, changed: readonly string[]) => void
  readonly refuse: (error: unknown) => void
}

/** Nothing is watched yet. */
export function createWideningWatch(namespace: string, { cluster, pods, see, refuse }: WideningWorld): WideningWatch {
  let current: { readonly selector: string | undefined; readonly closing: AbortController } | undefined
  let narrower: AbortController | undefined

  const seenBy = (closing: AbortController) => {
    let isFirst = true
    return (now: Pods, changed: readonly string[]): void => {
      if (closing.signal.aborted) return
      const isCurrent = current?.closing === closing
      // The narrower one does not know all that the wider one will, and is not the one to end the other.
      if (isCurrent) pods.listed()
      if (!isFirst || !isCurrent) return see(now, changed)
      isFirst = false
      narrower?.abort('wider')
      narrower = undefined
      // What went between two watches is told by none of them.
      const gone = [...pods.all()].flatMap(({ uid }) => (now.has(uid) ? [] : [uid]))
      see(now, [...changed, ...gone])
    }
  }
  return {
    watch(selector) {
      if (current !== undefined && (current.selector === undefined || current.selector === selector)) return
      narrower?.abort('wider')
      narrower = current?.closing
      pods.unlisted()
      const closing = new AbortController()
      current = { selector, closing }
      const selection = { namespace, ...defined({ labelSelector: selector }) }
      watchPods(selection, { cluster, signal: closing.signal, see: seenBy(closing) }).catch(refuse)
    },
    close() {
      narrower?.abort('over')
      current?.closing.abort('over')
      current = undefined
      pods.unlisted()
    },
  }
}
