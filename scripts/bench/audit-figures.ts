// What the audit log says of our runs: how many requests, which of them wrote, how fast a completed Job was followed.
import type { AuditEvent } from '../control-plane/control-plane.ts'

const WRITING = ['create', 'update', 'patch', 'delete', 'deletecollection']

/** Requests and writes of the built program among the events. */
export function countRequests(events: readonly AuditEvent[]): { readonly requests: number; readonly writes: number } {
  const ours = events.filter(isOurs)
  return { requests: ours.length, writes: ours.filter((event) => WRITING.includes(event.verb)).length }
}

/**
 * Milliseconds from each write of a Job's last status by the Job controller to our next write: the moment at which
 * Complete can first be seen on a watch is when that write is answered.
 */
export function findReactions(events: readonly AuditEvent[], namespace: string): readonly number[] {
  const inNamespace = events.filter((event) => event.object?.namespace === namespace)
  const writes = inNamespace.filter((event) => isOurs(event) && WRITING.includes(event.verb))
  return writes
    .slice(1)
    .flatMap((write) => {
      const before = inNamespace.findLast((event) => isJobStatus(event) && event.answered <= write.received)
      return before === undefined ? [] : [microseconds(write.received) - microseconds(before.answered)]
    })
    .map((value) => value / 1000)
}

function isOurs(event: AuditEvent): boolean {
  return event.userAgent.startsWith('kubectl-hooksync')
}

function isJobStatus(event: AuditEvent): boolean {
  return event.object?.resource === 'jobs' && event.object.subresource === 'status' && event.code === 200
}

/** Of a time of day like `2026-01-02T03:04:05.123456Z`; Date keeps only milliseconds. */
function microseconds(time: string): number {
  const fraction = (/\.(\d+)Z$/.exec(time)?.[1] ?? '').padEnd(6, '0').slice(0, 6)
  return Math.floor(Date.parse(time) / 1000) * 1_000_000 + Number(fraction)
}
