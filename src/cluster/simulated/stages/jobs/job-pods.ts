// Which pods a running Job still has to make, and when: parallelism, completions, indexes and the back-off after failures.
import { numberField, stringField } from '../../../../manifest/kube-object.ts'
import type { JsonObject, KubeObject } from '../../../../manifest/kube-object.ts'
import { objectField } from '../../server/object-edits.ts'
import { parseTime } from '../../server/timestamp.ts'
import { podFromTemplate, podPhase } from '../stage.ts'
import type { World } from '../stage.ts'

/** The finalizer that keeps a pod until it has been counted. */
export const TRACKING_FINALIZER = 'batch.kubernetes.io/job-tracking'

const FIRST_BACKOFF_MS = 10_000
const LONGEST_BACKOFF_MS = 600_000

const INDEX = 'batch.kubernetes.io/job-completion-index'

/** What is known of a Job's pods after counting those that have ended. */
export interface CountedPods {
  readonly pods: readonly KubeObject[]
  readonly active: readonly KubeObject[]
  readonly succeeded: number
  readonly failed: number
  /** The pods that have ended since the last count. */
  readonly ended: readonly KubeObject[]
}

/** Pods to make now, pods too many, and how long until more may be made. */
export interface PodPlan {
  readonly pods: readonly KubeObject[]
  readonly surplus: readonly KubeObject[]
  readonly waitFor: number
}

/** Plans the pods of a Job that is neither finished nor suspended. */
export function missingPods(job: KubeObject, counted: CountedPods, world: World): PodPlan {
  const parallelism = numberField(job, 'spec', 'parallelism') ?? 1
  const completions = numberField(job, 'spec', 'completions')
  const left = completions === undefined ? parallelism : Math.max(0, completions - counted.succeeded)
  const wanted = completions === undefined && counted.succeeded > 0 ? 0 : Math.min(parallelism, left)
  const missing = wanted - counted.active.length
  if (missing < 0) {
    const surplus = completions === undefined && counted.succeeded > 0 ? [] : counted.active.slice(missing)
    return { pods: [], surplus, waitFor: 0 }
  }
  const waitFor = backoffLeft(counted.pods, world)
  if (missing === 0 || waitFor > 0) return { pods: [], surplus: [], waitFor: missing === 0 ? 0 : waitFor }
  const indexes =
    stringField(job, 'spec', 'completionMode') === 'Indexed' ? freeIndexes(counted, completions ?? 0) : undefined
  const pods = Array.from({ length: missing }, (_, at) => jobPod(job, indexes?.[at]))
  return { pods, surplus: [], waitFor: 0 }
}

/** 10 s after the first failure since the last success, twice as long after each further one. */
function backoffLeft(pods: readonly KubeObject[], world: World): number {
  const succeeded = Math.max(0, ...pods.filter((pod) => podPhase(pod) === 'Succeeded').map(endOf))
  const failures = pods
    .filter((pod) => podPhase(pod) === 'Failed')
    .map(endOf)
    .filter((time) => time >= succeeded)
  if (failures.length === 0) return 0
  const backoff = Math.min(FIRST_BACKOFF_MS * 2 ** (failures.length - 1), LONGEST_BACKOFF_MS)
  return Math.max(0, Math.max(...failures) + backoff - world.now)
}

function endOf(pod: KubeObject): number {
  const statuses = pod['status'] === undefined ? [] : objectField(pod, 'status')['containerStatuses']
  const times = Array.isArray(statuses)
    ? statuses.map((status) => parseTime(stringField(status, 'state', 'terminated', 'finishedAt')) ?? 0)
    : []
  return Math.max(0, ...times)
}

function freeIndexes(counted: CountedPods, completions: number): readonly number[] {
  const taken = new Set(
    counted.pods
      .filter((pod) => podPhase(pod) !== 'Failed')
      .map((pod) => Number(pod.metadata.annotations?.[INDEX] ?? -1)),
  )
  return Array.from({ length: completions }, (_, index) => index).filter((index) => !taken.has(index))
}

function jobPod(job: KubeObject, index: number | undefined): KubeObject {
  const prefix = index === undefined ? `${job.metadata.name}-` : `${job.metadata.name}-${index}-`
  const own: JsonObject = index === undefined ? {} : { [INDEX]: String(index) }
  return podFromTemplate(job, objectField(job, 'spec', 'template'), {
    generateName: prefix,
    finalizers: [TRACKING_FINALIZER],
    ...(index === undefined ? {} : { labels: own, annotations: own }),
  })
}
