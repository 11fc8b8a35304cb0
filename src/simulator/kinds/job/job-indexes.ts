// The indexes of an Indexed Job: which have succeeded, failed or wait for another try (kubernetes/kubernetes:pkg/controller/job/indexed_job_utils.go). Pure.
import { numberField, stringField } from '../../../object/kube-object.ts'
import type { KubeObject } from '../../../object/kube-object.ts'
import { isActivePod, podPhase } from '../../stages/stage.ts'
import { ruleOn } from './failure-policy.ts'

const INDEX = 'batch.kubernetes.io/job-completion-index'
const FAILURES = 'batch.kubernetes.io/job-index-failure-count'
const IGNORED = 'batch.kubernetes.io/job-index-ignored-failure-count'

/** What is known of the indexes. */
export interface JobIndexes {
  readonly succeeded: ReadonlySet<number>
  /** Undefined: the Job has no limit for an index. */
  readonly failed: ReadonlySet<number> | undefined
  /** With such a limit: the last failed pod of each index that is to be tried again; it is kept until then. */
  readonly retried: ReadonlyMap<number, KubeObject>
}

/** Whether the pods of a Job have indexes. */
export function isIndexed(job: KubeObject): boolean {
  return stringField(job, 'spec', 'completionMode') === 'Indexed'
}

/** The index of a pod, -1 for none. */
export function indexOf(pod: KubeObject): number {
  return Number(pod.metadata.annotations?.[INDEX] ?? -1)
}

/** Reads the indexes off the status and off `uncounted` pods, those that have ended and were not counted yet. */
export function indexesOf(job: KubeObject, pods: readonly KubeObject[], uncounted: readonly KubeObject[]): JobIndexes {
  const done = uncounted.filter((pod) => podPhase(pod) === 'Succeeded').map(indexOf)
  const succeeded = new Set([...parseIndexes(stringField(job, 'status', 'completedIndexes')), ...done])
  const limit = numberField(job, 'spec', 'backoffLimitPerIndex')
  if (limit === undefined) return { succeeded, failed: undefined, retried: new Map() }
  const lost = uncounted.filter((pod) => podPhase(pod) !== 'Succeeded' && isGivenUp(job, pod, limit)).map(indexOf)
  const failed = new Set([...parseIndexes(stringField(job, 'status', 'failedIndexes')), ...lost])
  const active = new Set(pods.filter(isActivePod).map(indexOf))
  const retried = new Map<number, KubeObject>()
  for (const pod of uncounted) {
    const index = indexOf(pod)
    if (podPhase(pod) === 'Succeeded' || [succeeded, failed, active].some((set) => set.has(index))) continue
    const other = retried.get(index)
    if (other === undefined || allFailures(other) <= allFailures(pod)) retried.set(index, pod)
  }
  return { succeeded, failed, retried }
}

function isGivenUp(job: KubeObject, pod: KubeObject, limit: number): boolean {
  const { action, counts } = ruleOn(job, pod)
  return action === 'FailIndex' || (counts && failures(pod, FAILURES) >= limit)
}

function failures(pod: KubeObject, annotation: string): number {
  return Number(pod.metadata.annotations?.[annotation] ?? 0)
}

/** All failures of an index before this pod. */
export function allFailures(pod: KubeObject): number {
  return failures(pod, FAILURES) + failures(pod, IGNORED)
}

/** The annotations of the pod that an index gets next. */
export function indexAnnotations(
  job: KubeObject,
  index: number,
  { failed, retried }: JobIndexes,
): Record<string, string> {
  const own = { [INDEX]: String(index) }
  if (failed === undefined) return own
  const last = retried.get(index)
  if (last === undefined) return { ...own, [FAILURES]: '0' }
  const { counts } = ruleOn(job, last)
  const ignored = failures(last, IGNORED) + (counts ? 0 : 1)
  const counted = { ...own, [FAILURES]: String(failures(last, FAILURES) + (counts ? 1 : 0)) }
  return ignored === 0 ? counted : { ...counted, [IGNORED]: String(ignored) }
}

/** `0,2,4-7` */
export function formatIndexes(indexes: ReadonlySet<number>): string {
  const parts: { first: number; last: number }[] = []
  for (const index of [...indexes].toSorted((a, b) => a - b)) {
    const open = parts.at(-1)
    if (open !== undefined && open.last + 1 === index) open.last = index
    else parts.push({ first: index, last: index })
  }
  return parts
    .map(({ first, last }) => {
      if (first === last) return String(first)
      return `${first}${last === first + 1 ? ',' : '-'}${last}`
    })
    .join(',')
}

/** The indexes that such a text names. */
export function parseIndexes(text = ''): readonly number[] {
  return text.split(',').flatMap((part) => {
    const [, first, last] = /^(\d+)(?:-(\d+))?$/.exec(part.trim()) ?? []
    if (first === undefined) return []
    const [from, to] = [Number(first), Number(last ?? first)]
    return Array.from({ length: Math.max(0, to - from + 1) }, (_, offset) => from + offset)
  })
}
