// The logs of the pods of one namespace: a watch while somebody's pods may come, and the logs of each task.
import { ClusterError } from '../../errors.ts'
import type { TaskId } from '../../plan/sync-plan.ts'
import type { TaskRef } from '../../plan/task-ref.ts'
import type { PodLogWorld } from './log-world.ts'
import { createPodStore } from './pod-store.ts'
import { createTaskLogs } from './task-logs.ts'
import type { TaskLogs } from './task-logs.ts'
import { createTurns } from './turns.ts'
import type { Turns } from './turns.ts'
import type { Pods } from './watch-pods.ts'
import { createWideningWatch } from './widening-watch.ts'

/** Logs that are open at once in a namespace, of hooks and of the rest. */
const MOST_LOGS = 24

/** What has to be allowed. */
const RIGHTS = 'list and watch of pods and get of pods/log let them be shown; --logs=none asks for none'

/** The logs of a namespace. */
export interface PodLogs {
  /** Pods of this task may come soon. */
  expect(task: TaskRef): void
  /** It is written, and its pods are followed; what was there before says only what it says from now on. */
  follow(task: TaskRef, uid: string, wasThere: boolean): void
  /** Nothing more is expected of it; resolves when its logs are read to their end, or after so many milliseconds. */
  release(task: TaskId, milliseconds: number): Promise<void>
  close(): void
}

/** Nothing is watched yet. */
export function createPodLogs(namespace: string, world: PodLogWorld): PodLogs {
  const { cluster, warn } = world
  const tasks = new Map<TaskId, TaskLogs>()
  const pods = createPodStore()
  const hooks = telling(createTurns(MOST_LOGS), namespace, warn)
  const rest = telling(createTurns(MOST_LOGS), namespace, warn)
  let isRefused = false

  const refuse =
    (what: string) =>
    (error: unknown): void => {
      if (!(error instanceof ClusterError)) throw error
      isRefused = true
      const isForbidden = error.reason === 'Forbidden'
      if (isForbidden) world.unseen.add(error.message)
      const hint = isForbidden ? RIGHTS : undefined
      warn(`${namespace} ${what}`, `logs in namespace ${namespace} are not shown: ${what}: ${error.message}`, hint)
    }
  const see = (now: Pods, changed: readonly string[]): void => {
    pods.set(now, changed)
    for (const pod of changed.flatMap((uid) => now.get(uid) ?? [])) for (const { offer } of tasks.values()) offer(pod)
  }
  const watching = createWideningWatch(namespace, { cluster, pods, see, refuse: refuse('pods cannot be watched') })
  const close = (): void => {
    for (const task of tasks.values()) task.close()
    tasks.clear()
    pods.set(new Map(), [])
    watching.close()
  }
  const logsOf = (task: TaskRef): TaskLogs => {
    const reading = { ...world, pods, turns: task.hook ? hooks : rest, refuse: refuse('a log cannot be read') }
    const logs = tasks.get(task.task) ?? createTaskLogs(task, reading)
    tasks.set(task.task, logs)
    const [label, ...others] = new Set([...tasks.values()].map((one) => one.podLabel))
    watching.watch(others.length === 0 ? label : undefined)
    return logs
  }
  return {
    expect: (task) => void logsOf(task),
    follow: (task, uid, wasThere) => logsOf(task).written(uid, wasThere),
    async release(id, milliseconds) {
      const logs = tasks.get(id)
      await logs?.rest(isRefused ? 0 : milliseconds)
      logs?.end()
      if (tasks.get(id) === logs) tasks.delete(id)
      if (tasks.size === 0) close()
    },
    close,
  }
}

/** The same turns; that somebody has to wait for one is told. */
function telling(turns: Turns, namespace: string, warn: PodLogWorld['warn']): Turns {
  return {
    ...turns,
    take(run, signal) {
      const most = `${MOST_LOGS} logs are read at once in namespace ${namespace}`
      if (turns.isFull()) warn(most, `${most}: the others come when some of them have ended`)
      return turns.take(run, signal)
    },
  }
}
