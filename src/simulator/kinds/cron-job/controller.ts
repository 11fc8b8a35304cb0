// The CronJob controller: a Job whenever the schedule is due, and only so many finished ones kept (kubernetes/kubernetes:pkg/controller/cronjob/cronjob_controllerv2.go).
import { field, numberField, stringField } from '../../../object/kube-object.ts'
import type { JsonObject, KubeObject } from '../../../object/kube-object.ts'
import { compareText } from '../../../object/resource-key.ts'
import { controllerReference, objectField, withStatus } from '../../server/object-edits.ts'
import { formatTime, parseTime } from '../../server/timestamp.ts'
import { readSchedule } from './schedule-times.ts'
import type { CronSchedule } from './schedule-times.ts'
import { controlledBy, deleteAction, IDLE, isDeleting, isTrue, itselfOrOwned } from '../../stages/stage.ts'
import type { Action, Stage } from '../../stages/stage.ts'

/** CronJob controller. */
export const cronJobStage: Stage = {
  name: 'cron-job',
  affects: itselfOrOwned('batch', 'CronJob'),
  visit: (cron, world) => {
    if (isDeleting(cron)) return IDLE
    const jobs = controlledBy(cron, 'Job', world).toSorted((a, b) =>
      compareText(a.metadata.name ?? '', b.metadata.name ?? ''),
    )
    const running = jobs.filter((job) => !isOver(job) && !isDeleting(job))
    const isSuspended = field(cron, 'spec', 'suspend') === true
    const { last, next, missed } = isSuspended ? NEVER : dueTimes(cron, world.now)
    const started = last === undefined ? [] : startJob(cron, last, running)
    const used = started.length > 0 ? last : undefined
    return {
      actions: [
        ...forget(cron, jobs),
        ...missedEvent(cron, missed),
        ...started,
        { do: 'update', object: withStatus(cron, cronStatus(cron, { jobs, running, used })) },
      ],
      ...(next === undefined ? {} : { again: next - world.now }),
    }
  },
}

function isOver(job: KubeObject): boolean {
  return isTrue(job, 'Complete') || isTrue(job, 'Failed')
}

interface DueTimes {
  /** The last time that has come and was not used; older ones are never made up for. */
  readonly last?: number
  readonly next?: number
  readonly missed: number
}

const NEVER: DueTimes = { missed: 0 }

/** What starts too late does not start at all (kubernetes/kubernetes:pkg/controller/cronjob/utils.go, mostRecentScheduleTime). */
function dueTimes(cron: KubeObject, now: number): DueTimes {
  const zone = stringField(cron, 'spec', 'timeZone')
  const schedule = readSchedule(stringField(cron, 'spec', 'schedule') ?? '', zone)
  if (schedule === undefined) return NEVER
  const used = stringField(cron, 'status', 'lastScheduleTime') ?? cron.metadata.creationTimestamp ?? undefined
  const start = parseTime(used) ?? now
  const deadline = numberField(cron, 'spec', 'startingDeadlineSeconds') ?? Infinity
  const since = Math.max(start, now - deadline * 1000)
  const last = schedule.last(now, since)
  // The deadline does not count for when to look again (nextScheduleTimeDuration).
  const next = schedule.next(schedule.last(now, start) ?? start)
  return { last, next, missed: last === undefined ? 0 : countMissed(schedule, since, now) }
}

/** As the controller estimates it, from the first two times. */
function countMissed(schedule: CronSchedule, since: number, now: number): number {
  const first = schedule.next(since) ?? now
  const second = schedule.next(first) ?? Infinity
  return Math.floor((now - first) / (second - first)) + 1
}

const MANY_MISSED = 100

function missedEvent(cron: KubeObject, missed: number): readonly Action[] {
  if (missed <= MANY_MISSED) return []
  const message = 'too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew'
  return [{ do: 'event', about: cron, type: 'Warning', reason: 'TooManyMissedTimes', message }]
}

function startJob(cron: KubeObject, time: number, running: readonly KubeObject[]): readonly Action[] {
  const policy = stringField(cron, 'spec', 'concurrencyPolicy')
  if (policy === 'Forbid' && running.length > 0) return []
  const template = objectField(cron, 'spec', 'jobTemplate')
  const job: KubeObject = {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      ...objectField(template, 'metadata'),
      name: `${cron.metadata.name}-${Math.floor(time / 60_000)}`,
      namespace: cron.metadata.namespace ?? '',
      ownerReferences: [controllerReference(cron)],
    },
    spec: objectField(template, 'spec'),
  }
  return [...(policy === 'Replace' ? running.map(deleteAction) : []), { do: 'create', object: job }]
}

/** Of the finished Jobs the oldest ones beyond the limits go. */
function forget(cron: KubeObject, jobs: readonly KubeObject[]): readonly Action[] {
  const beyond = (type: 'Complete' | 'Failed', limit: number): readonly Action[] => {
    const finished = jobs.filter((job) => isTrue(job, type) && !isDeleting(job))
    return finished.slice(0, Math.max(0, finished.length - limit)).map(deleteAction)
  }
  return [
    ...beyond('Complete', numberField(cron, 'spec', 'successfulJobsHistoryLimit') ?? 3),
    ...beyond('Failed', numberField(cron, 'spec', 'failedJobsHistoryLimit') ?? 1),
  ]
}

function cronStatus(
  cron: KubeObject,
  seen: {
    readonly jobs: readonly KubeObject[]
    readonly running: readonly KubeObject[]
    /** The time of the Job that is started now. */
    readonly used: number | undefined
  },
): JsonObject {
  const active = seen.running.map((job) => ({
    apiVersion: 'batch/v1',
    kind: 'Job',
    name: job.metadata.name ?? '',
    namespace: job.metadata.namespace ?? '',
    uid: job.metadata.uid ?? '',
  }))
  const succeeded = seen.jobs.flatMap((job) => stringField(job, 'status', 'completionTime') ?? []).toSorted()
  const status = objectField(cron, 'status')
  return {
    ...status,
    active: active.length > 0 ? active : undefined,
    lastScheduleTime: seen.used === undefined ? status['lastScheduleTime'] : formatTime(seen.used),
    lastSuccessfulTime: succeeded.at(-1) ?? status['lastSuccessfulTime'],
  }
}
