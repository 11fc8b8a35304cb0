// What the audit log says of our runs: how many requests, which of them wrote, how fast a completed Job was followed.
import type { AuditEvent } from '../control-plane/control-plane.ts'

const WRITING = ['create', 'update', 'patch', 'delete', 'deletecollection']

/** Requests and writes of the built program among the events. */
export function countRequests(events: readonly AuditEvent[]): { readonly requests: number; readonly writes: number } {
  const ours = events.filter(isOurs)
  return { requests: ours.length, writes: ours.filter(isWrite).length }
}

/**
 * Milliseconds from each last status of a Job, written by the Job controller, to our next write: Complete can be seen on
 * a watch from the moment on at which that write is answered. For a first sync: in a second one old Jobs end as well.
 */
export function findReactions(events: readonly AuditEvent[], namespace: string, before: Date): readonly number[] {
  const reactions: number[] = []
  let status: AuditEvent | undefined
  for (const event of events.toSorted((a, b) => microseconds(a.answered) - microseconds(b.answered))) {
    if (event.object?.namespace !== namespace || Date.parse(event.received) > before.getTime()) continue
    if (isJobStatus(event)) status = event
    if (!isOurs(event) || !isWrite(event) || event.requestURI.includes('dryRun=')) continue
    if (status !== undefined) reactions.push((microseconds(event.received) - microseconds(status.answered)) / 1000)
    status = undefined
  }
  return reactions
}

/** A review of rights is made by a create, and leaves nothing; the lock is no part of what is deployed. */
function isWrite({ verb, object }: AuditEvent): boolean {
  return WRITING.includes(verb) && !['selfsubjectaccessreviews', 'leases'].includes(object?.resource ?? '')
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
