// What the floor sees on its watches, and when that is enough. Sends nothing.
import type { IncomingMessage } from 'node:http'
import { createInterface } from 'node:readline'
import type { BenchObject } from '../workloads.ts'

/** What the floor reads of a live object. */
export interface Live {
  readonly metadata: { readonly name: string; readonly uid: string; readonly generation?: number }
  readonly spec?: { readonly replicas?: number }
  readonly status?: {
    readonly observedGeneration?: number
    readonly availableReplicas?: number
    readonly updatedReplicas?: number
    readonly conditions?: readonly { readonly type: string; readonly status: string }[]
  }
}

/** What is known of the awaited objects of a namespace. */
export interface Watched {
  readonly live: Map<string, Live>
  readonly waiters: Set<() => void>
}

/** Whether a kind is waited for. */
export function isAwaited(kind: string): boolean {
  return kind === 'Job' || kind === 'Deployment'
}

/** Whether the object that was applied is complete or ready; an older one of the same name never is. */
export function isDone(object: BenchObject, applied: Live, watched: Watched): boolean {
  const live = watched.live.get(`${object.kind}/${object.metadata.name}`)
  if (live?.metadata.uid !== applied.metadata.uid) return false
  const status = live.status ?? {}
  if (object.kind === 'Job') {
    return status.conditions?.some(({ type, status: value }) => type === 'Complete' && value === 'True') === true
  }
  const replicas = live.spec?.replicas ?? 1
  const seen = (status.observedGeneration ?? 0) >= (applied.metadata.generation ?? 0)
  return seen && status.availableReplicas === replicas && status.updatedReplicas === replicas
}

/** Keeps what a watch tells. */
export function follow(response: IncomingMessage, kind: string, watched: Watched): void {
  const lines = createInterface({ input: response })
  // The end of the run cuts the watches off.
  lines.on('error', () => {})
  lines.on('line', (line) => {
    const { type, object } = parseWatchLine(line)
    if (type === 'DELETED') watched.live.delete(`${kind}/${object.metadata.name}`)
    else watched.live.set(`${kind}/${object.metadata.name}`, object)
    for (const waiter of watched.waiters) waiter()
  })
}

/** Waits until something is seen. */
export function until(watched: Watched, holds: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const waiter = (): void => {
      if (!holds()) return
      watched.waiters.delete(waiter)
      resolve()
    }
    watched.waiters.add(waiter)
    waiter()
  })
}

/** Reads an object of the API server. */
export function parseLive(text: string): Live {
  return JSON.parse(text) as Live
}

function parseWatchLine(line: string): { readonly type: string; readonly object: Live } {
  return JSON.parse(line) as { type: string; object: Live }
}
