// Which pods a running Job still has to make, and when: parallelism, completions, indexes and the back-off after failures.
import { listField, numberField, stringField } from '../../../object/kube-object.ts'
import type { KubeObject } from '../../../object/kube-object.ts'
import { objectField } from '../../server/object-edits.ts'
import { parseTime } from '../../server/timestamp.ts'
import { TRACKING_FINALIZER } from './count-pods.ts'
import type { CountedPods } from './count-pods.ts'
import { allFailures, indexAnnotations, indexOf } from './job-indexes.ts'
import type { JobIndexes } from './job-indexes.ts'
import { podFromTemplate, podPhase } from '../../stages/stage.ts'
import type { StageWorld } from '../../stages/stage.ts'

const FIRST_BACKOFF_MS = 10_000
const LONGEST_BACKOFF_MS = 600_000

/** Pods to make now, pods too many, and how long until more may be made. */
export interface PodPlan {
  readonly pods: readonly KubeObject[]
  readonly surplus: readonly KubeObject[]
  readonly waitFor: number
}

/** Plans the pods of a Job that is neither finished nor suspended. */
export function missingPods(job: KubeObject, counted: CountedPods, world: StageWorld): PodPlan {
  const parallelism = numberField(job, 'spec', 'parallelism') ?? 1
  const completions = numberField(job, 'spec', 'completions')
  const left = completions === undefined ? parallelism : Math.max(0, completions - counted.succeeded)
  const wanted = completions === undefined && counted.succeeded > 0 ? 0 : Math.min(parallelism, left)
  const missing = wanted - counted.leaving.length - counted.active.length
  if (wanted < counted.active.length) {
    const surplus =
      completions === undefined && counted.succeeded > 0 ? [] : counted.active.slice(wanted - counted.active.length)
    return { pods: [], surplus, waitFor: 0 }
  }
  if (missing <= 0) return { pods: [], surplus: [], waitFor: 0 }
  const { indexes } = counted
  if (indexes?.failed !== undefined) return independentPods(job, counted, { indexes, missing, now: world.now })
  const waitFor = backoffLeft(counted.pods, world)
  if (waitFor > 0) return { pods: [], surplus: [], waitFor }
  if (indexes === undefined) {
    return { pods: Array.from({ length: missing }, () => jobPod(job)), surplus: [], waitFor: 0 }
  }
  const free = freeIndexes(counted, indexes, completions ?? 0).slice(0, missing)
  return { pods: free.map((index) => jobPod(job, { index, indexes })), surplus: [], waitFor: 0 }
}

/** With a limit for each index, each has a back-off of its own. */
function independentPods(
  job: KubeObject,
  counted: CountedPods,
  { indexes, missing, now }: { readonly indexes: JobIndexes; readonly missing: number; readonly now: number },
): PodPlan {
  const completions = numberField(job, 'spec', 'completions') ?? 0
  const chosen = freeIndexes(counted, indexes, completions).slice(0, missing)
  const waits = chosen.map((index) => {
    const last = indexes.retried.get(index)
    return last === undefined ? 0 : Math.max(0, endOf(last) + backoffAfter(allFailures(last) + 1) - now)
  })
  const ready = chosen.filter((_, at) => waits[at] === 0)
  const pods = ready.map((index) => jobPod(job, { index, indexes }))
  return { pods, surplus: [], waitFor: ready.length > 0 ? 0 : Math.min(...waits) }
}

/** 10 s after the first failure since the last success, twice as long after each further one. */
function backoffLeft(pods: readonly KubeObject[], world: StageWorld): number {
  const succeeded = Math.max(0, ...pods.filter((pod) => podPhase(pod) === 'Succeeded').map(endOf))
  const failures = pods
    .filter((pod) => podPhase(pod) === 'Failed')
    .map(endOf)
    .filter((time) => time >= succeeded)
  if (failures.length === 0) return 0
  return Math.max(0, Math.max(...failures) + backoffAfter(failures.length) - world.now)
}

function backoffAfter(failures: number): number {
  return Math.min(FIRST_BACKOFF_MS * 2 ** (failures - 1), LONGEST_BACKOFF_MS)
}

function endOf(pod: KubeObject): number {
  const times = listField(pod, 'status', 'containerStatuses').map((status) =>
    parseTime(stringField(status, 'state', 'terminated', 'finishedAt')),
  )
  return Math.max(0, ...times.map((time) => time ?? 0))
}

function freeIndexes(counted: CountedPods, indexes: JobIndexes, completions: number): readonly number[] {
  const taken = new Set([...counted.active, ...counted.leaving].map(indexOf))
  const isFree = (index: number): boolean =>
    !taken.has(index) && !indexes.succeeded.has(index) && indexes.failed?.has(index) !== true
  return Array.from({ length: completions }, (_, index) => index).filter(isFree)
}

function jobPod(job: KubeObject, at?: { readonly index: number; readonly indexes: JobIndexes }): KubeObject {
  const template = objectField(job, 'spec', 'template')
  const finalizers = [TRACKING_FINALIZER]
  if (at === undefined) return podFromTemplate(job, template, { generateName: `${job.metadata.name}-`, finalizers })
  const { index, indexes } = at
  return podFromTemplate(job, template, {
    generateName: `${job.metadata.name}-${index}-`,
    finalizers,
    labels: { 'batch.kubernetes.io/job-completion-index': String(index) },
    annotations: indexAnnotations(job, index, indexes),
  })
}
