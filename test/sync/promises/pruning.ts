// Promises about what is pruned: each once, in the order of the plan, the very object that was seen, and told when it is gone.
import { formatKey } from '../../../src/object/resource-key.ts'
import type { PlannedTask } from '../../../src/sync/events.ts'
import { isSame, prunesOf, reasonOf, short, told } from './trace.ts'
import type { Promised, TracedRun } from './trace.ts'

/** The promises of this file. */
export const PRUNING: readonly Promised[] = [
  {
    says: 'what is pruned goes in the order of the plan, and each wave is gone before the next task is begun',
    breaches: (run) => {
      const live = new Set<string>()
      const begun = new Set<string>()
      const written = new Set<string>()
      let isFailing = false
      return run.moments.flatMap((moment) => {
        if (moment.is === 'changed') {
          const { type, key } = moment.change
          if (type === 'deleted') live.delete(formatKey(key))
          else live.add(formatKey(key))
        }
        // SyncFail hooks wait for nothing; one of them may be a hook of Sync, too.
        if (moment.is === 'told')
          isFailing ||= moment.event.type === 'phase-started' && moment.event.phase === 'SyncFail'
        if (moment.is !== 'begun' || moment.write.verb === 'release' || isFailing) return []
        const task = run.tasks.find(({ key }) => isSame(key, moment.write.key))
        if (task === undefined || task.phase !== 'Sync') return []
        // A hook that has run goes by its policy.
        if (moment.write.verb === 'delete' && written.has(task.task)) return []
        if (moment.write.verb !== 'delete') written.add(task.task)
        const early = [...begun].filter((name) => live.has(name) && !isOfBatch(run, task, name))
        if (moment.write.verb === 'delete' && task.action === 'prune') begun.add(formatKey(task.key))
        return early.map((name) => `${moment.write.verb} ${short(task.key)} before ${name} is gone`)
      })
    },
  },
  {
    says: 'the waves that begin are those of the plan, in its order',
    breaches: (run) => {
      const places = new Map(run.tasks.map(({ task, phase, wave }, at) => [task, { phase, wave, at }]))
      let reached = -1
      return told(run.events, 'wave-started').flatMap(({ phase, wave, tasks }) => {
        if (phase === 'SyncFail') return []
        return tasks.flatMap((own) => {
          const place = places.get(own.task)
          const isInOrder = place !== undefined && place.at > reached
          if (place !== undefined) reached = Math.max(reached, place.at)
          const isInPlace = [own, { phase, wave }].every((one) => place?.phase === one.phase && place.wave === one.wave)
          return isInOrder && isInPlace
            ? []
            : [`${own.task} is begun in ${phase} wave ${wave}: ${JSON.stringify(place)}`]
        })
      })
    },
  },
  {
    says: 'each task that prunes is told as completed once, when its object is gone or stays, and all of them where a run that waits succeeds',
    breaches: (run) => {
      const there = new Set<string>()
      const done = new Set<string>()
      const skipped = new Set<string>()
      const found = run.moments.flatMap((moment) => {
        if (moment.is === 'changed') {
          const { type, key } = moment.change
          if (type === 'deleted') there.delete(formatKey(key))
          else there.add(formatKey(key))
        }
        if (moment.is !== 'told') return []
        const { event } = moment
        if (event.type === 'prune-skipped') skipped.add(event.task)
        const task = event.type === 'task-completed' ? pruneOf(run, event.task) : undefined
        if (task === undefined || event.type !== 'task-completed') return []
        const twice = done.has(task.task) ? [`${task.task} is told twice`] : []
        done.add(task.task)
        const isEarly = event.outcome === 'Succeeded' && !skipped.has(task.task) && there.has(formatKey(task.key))
        return isEarly ? [...twice, `${task.task} is told as gone, and is there`] : twice
      })
      const { settings } = run.random
      const isWhole = reasonOf(run) === 'completed' && run.summary.phase === 'Succeeded'
      if (!isWhole || !settings.wait || settings.dryRun !== 'none') return found
      const untold = prunesOf(run).filter(({ task }) => !done.has(task))
      return [...found, ...untold.map(({ task }) => `${task} has no outcome`)]
    },
  },
]

function pruneOf(run: TracedRun, task: string): PlannedTask | undefined {
  return prunesOf(run).find((one) => one.task === task)
}

/** Whether a task was begun together with an object that is pruned. */
function isOfBatch(run: TracedRun, task: PlannedTask, name: string): boolean {
  return told(run.events, 'wave-started').some(({ tasks }) => {
    const together = tasks.map(({ key }) => formatKey(key))
    return together.includes(name) && tasks.some((one) => one.task === task.task)
  })
}
