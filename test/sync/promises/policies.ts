// Promises about deletes: each at the moment that its policy names, not twice, never the wrong object, none forgotten.
import type { PlannedTask, SyncEvent } from '../../../src/sync/events.ts'
import { formatKey } from '../../../src/object/resource-key.ts'
import type { KubeObject } from '../../../src/object/kube-object.ts'
import { groupVersionKind } from '../../../src/object/resource-key.ts'
import { isFailure, isSame, ordinary, outcomes, reasonOf, short } from './trace.ts'
import type { Moment, Promised, TracedRun, Write } from './trace.ts'

/** The promises of this file. */
export const POLICIES: readonly Promised[] = [
  {
    says: 'no object is deleted twice',
    breaches: ({ moments }) => {
      // What the client sends again because no answer came is the same delete.
      const begun = new Map<string, Write>()
      const by = new Map<string, Write | undefined>()
      return moments.flatMap((moment) => {
        if (moment.is === 'begun' && moment.write.verb === 'delete')
          begun.set(formatKey(moment.write.key), moment.write)
        if (moment.is !== 'written' || moment.verb !== 'delete') return []
        const write = begun.get(formatKey(moment.key))
        if (by.has(moment.uid) && by.get(moment.uid) !== write) return [`${moment.uid} is deleted twice`]
        by.set(moment.uid, write)
        return []
      })
    },
  },
  {
    says: 'a delete means one object, and never a newer one of the same name',
    breaches: (run) => {
      const seen = new Set<string>()
      const asked = new Set<string>()
      return run.moments.flatMap((moment) => {
        if (moment.is === 'seen') seen.add(identity(moment))
        if (isCandidate(run, moment)) seen.add(identity({ ...moment.change, uid: moment.change.object.metadata.uid }))
        if (moment.is === 'begun' && moment.write.verb === 'delete') {
          asked.add(identity(moment.write))
          return mistaken(moment.write, seen)
        }
        const isOther = moment.is === 'written' && moment.verb === 'delete' && !asked.has(identity(moment))
        return isOther ? [`${short(moment.key)} of another uid was deleted`] : []
      })
    },
  },
  {
    says: 'a hook is deleted for a policy that it has, at that moment',
    breaches: (run) =>
      run.events.flatMap((event, index) =>
        event.type === 'resource-deleted' ? untimely(run, event, run.events.slice(0, index)) : [],
      ),
  },
  {
    says: 'a hook with BeforeHookCreation is created only when the one before it is really gone',
    breaches: (run) => {
      const deleted = new Map<string, string>()
      return run.moments.flatMap((moment) => {
        if (moment.is !== 'begun') return []
        const id = formatKey(moment.write.key)
        if (moment.write.verb === 'delete') deleted.set(id, moment.write.uid ?? '')
        const uid = moment.live?.metadata.uid
        if (moment.write.verb !== 'apply' || uid === undefined || deleted.get(id) !== uid) return []
        return hasPolicy(run, moment.write.key, 'BeforeHookCreation')
          ? [`${short(moment.write.key)} is written while the old one goes`]
          : []
      })
    },
  },
  {
    says: 'a successful run leaves no hook with HookSucceeded, a failed one none with HookFailed',
    breaches: (run) => {
      if (
        reasonOf(run) !== 'completed' ||
        run.random.settings.dryRun !== 'none' ||
        !run.events.some(({ type }) => type === 'gate-passed')
      )
        return []
      const policy = run.summary.phase === 'Succeeded' ? 'HookSucceeded' : 'HookFailed'
      return run.tasks
        .filter(({ deletePolicies }) => deletePolicies.includes(policy))
        .flatMap((task) => leftOver(run, task))
    },
  },
  {
    says: 'what is pruned is gone before the next wave is written',
    breaches: (run) => {
      const there = new Set<string>()
      const asked = new Set<string>()
      return run.moments.flatMap((moment) => {
        if (moment.is === 'changed' && moment.change.type === 'deleted') there.delete(formatKey(moment.change.key))
        else if (moment.is === 'changed') there.add(formatKey(moment.change.key))
        if (moment.is === 'written' && moment.verb === 'delete') asked.add(formatKey(moment.key))
        if (moment.is !== 'begun' || moment.write.verb !== 'apply') return []
        const tasks = run.tasks.filter(({ key }) => isSame(key, moment.write.key))
        const held = run.tasks.filter(
          (pruned) =>
            pruned.action === 'prune' &&
            there.has(formatKey(pruned.key)) &&
            asked.has(formatKey(pruned.key)) &&
            tasks.every((task) => task.phase !== pruned.phase || task.wave > pruned.wave) &&
            tasks.every((task) => task.phase !== 'SyncFail'),
        )
        return held.map((pruned) => `${short(moment.write.key)} is written before ${pruned.task} is gone`)
      })
    },
  },
]

/** A key and a uid. */
function identity({ key, uid = '' }: { readonly key: PlannedTask['key']; readonly uid?: string | undefined }): string {
  return `${formatKey(key)} ${uid}`
}

/** Whether it is what a run is given to prune: that was looked up before it began. */
function isCandidate(run: TracedRun, moment: Moment): moment is Extract<Moment, { is: 'changed' }> {
  if (moment.is !== 'changed' || moment.at >= run.startedAt) return false
  return run.random.prunable.some(({ kind, metadata }) => {
    return kind === moment.change.key.kind && metadata.name === moment.change.key.name
  })
}

/** What is wrong with the object that a delete means. */
function mistaken({ key, uid }: Write, seen: ReadonlySet<string>): readonly string[] {
  if ((uid ?? '') === '') return [`delete ${short(key)} of any uid`]
  return seen.has(identity({ key, uid })) ? [] : [`delete ${short(key)} of an object that the run has not seen`]
}

type Deleted = Extract<SyncEvent, { type: 'resource-deleted' }>

/** What is wrong with the moment of a delete. */
function untimely(run: TracedRun, event: Deleted, before: readonly SyncEvent[]): readonly string[] {
  const { task, reason } = event
  const planned = run.tasks.find((other) => other.task === task)
  if (planned === undefined) return [`${task} is deleted, and no task`]
  if (reason === 'Prune')
    return planned.action === 'prune' && run.random.settings.prune !== 'off' ? [] : [`${task} is pruned`]
  if (reason === 'Delete') return [`${task} is deleted by a sync`]
  // Random runs have no grace.
  if (reason === 'Terminated') return [`${task} is terminated`]
  if (!planned.deletePolicies.includes(reason)) return [`${task} has no policy ${reason}`]
  if (reason === 'BeforeHookCreation') {
    const late = before.some((other) => other.type === 'resource-applied' && other.task === task)
    return late ? [`${task} is deleted after it was applied`] : []
  }
  const failed = before.some(isFailure)
  if (reason === 'HookFailed') return failed ? [] : [`${task} is deleted for HookFailed without a failure`]
  if (failed) return [`${task} is deleted for HookSucceeded after a failure`]
  const done = outcomes(before)
  const applied = new Set(before.flatMap((other) => (other.type === 'resource-applied' ? [other.task] : [])))
  const isDone = (other: PlannedTask): boolean =>
    other.action === 'prune' ||
    done.get(other.task) === 'Succeeded' ||
    (!run.random.settings.wait && !other.hook && applied.has(other.task))
  return ordinary(run)
    .filter((other) => !isDone(other))
    .map((other) => `${task} is deleted for HookSucceeded before ${other.task} has succeeded`)
}

function hasPolicy(run: TracedRun, key: PlannedTask['key'], policy: 'BeforeHookCreation'): boolean {
  return run.tasks.some((task) => isSame(task.key, key) && task.deletePolicies.includes(policy))
}

/** The object of a hook that is still there, neither on its way out nor refused to be deleted. */
function leftOver(run: TracedRun, task: PlannedTask): readonly string[] {
  const object = run.left.find((live) => isSame(keyOf(live), task.key))
  if (object === undefined || object.metadata.deletionTimestamp !== undefined) return []
  // With Argo CD's finalizer such a hook is gone before any policy could delete it.
  if (run.random.settings.argoCompat && JSON.stringify(object).includes('"ttlSecondsAfterFinished":0')) return []
  // What somebody put there meanwhile is theirs.
  const isTheirs = run.random.trouble.some(({ kind }) => kind === 'replaced-by-hand')
  const asked = run.moments.some(
    (moment) =>
      moment.is === 'begun' &&
      moment.write.verb === 'delete' &&
      (isTheirs ? isSame(moment.write.key, task.key) : moment.write.uid === object.metadata.uid),
  )
  return asked ? [] : [`${task.task} is left`]
}

function keyOf(object: KubeObject): PlannedTask['key'] {
  const { group, kind } = groupVersionKind(object)
  return { group, kind, namespace: object.metadata.namespace ?? '', name: object.metadata.name ?? '' }
}
