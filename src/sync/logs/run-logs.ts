// The logs of one run: hears what the run tells, follows the pods of what it has written, and tells their lines. Never delays or fails it.
import { defined } from '../../object/defined.ts'
import type { TaskRef } from '../../plan/task-ref.ts'
import type { SyncEventBody } from '../events.ts'
import type { LogWorld, Warn } from './log-world.ts'
import { readMode } from './log-settings.ts'
import type { LogSettings } from './log-settings.ts'
import { createPodLogs } from './pod-logs.ts'
import type { PodLogs } from './pod-logs.ts'
import { mayRunPods } from './pod-view.ts'

/** So long the rest of the logs of a task that has ended is read, in milliseconds. */
const REST_MS = 1_000

/** The logs of a run. */
export interface RunLogs {
  /** Hears what the run has told. */
  hear(event: SyncEventBody): void
  /** Resolves when what has ended is read to its end, after a second at the latest, and at once after a stop. */
  rest(): Promise<void>
  /** Closes all that is open. */
  close(): void
}

const SILENT: RunLogs = { hear: () => undefined, rest: async () => undefined, close: () => undefined }

/** Follows logs as the settings say. */
export function createRunLogs(world: LogWorld, settings: LogSettings): RunLogs {
  const mode = readMode(settings)
  if (mode === 'none') return SILENT
  const namespaces = new Map<string, PodLogs>()
  const told = new Set<string>()
  // What cannot be read is told once: the same is true of every pod.
  const warn: Warn = (about, message, hint) => {
    if (told.has(about)) return
    told.add(about)
    world.tell({ type: 'warning', message, ...defined({ hint }) })
  }
  // Of what stands in no namespace the pods would be looked for in all of them.
  const isWanted = ({ key, hook }: TaskRef): boolean =>
    (hook || mode === 'all') && key.namespace !== '' && mayRunPods(key, hook)
  const of = ({ key: { namespace } }: TaskRef): PodLogs => {
    const open = namespaces.get(namespace) ?? createPodLogs(namespace, { ...world, warn, settings })
    namespaces.set(namespace, open)
    return open
  }
  const releasing = new Set<Promise<void>>()
  const release = ({ task, key }: TaskRef): void => {
    const going = namespaces.get(key.namespace)?.release(task, endsWithItsPods(key) ? REST_MS : 0)
    if (going === undefined) return
    releasing.add(going)
    void going.finally(() => releasing.delete(going))
  }
  return {
    hear(event) {
      if (event.type === 'wave-started') {
        for (const task of event.tasks) if (isWanted(task)) of(task).expect(task)
      } else if (event.type === 'resource-applied' && event.dryRun !== true && event.uid !== undefined) {
        if (!isWanted(event)) return
        if (event.hook || event.change !== 'unchanged')
          of(event).follow(event, event.uid, event.change !== 'created' && event.change !== 'recreated')
        else release(event)
      } else if (event.type === 'task-completed' || event.type === 'apply-failed') release(event)
      else if (event.type === 'resource-deleted' && (event.reason === 'Prune' || event.reason === 'Delete'))
        release(event)
    },
    async rest() {
      if (world.stop.aborted) return
      await Promise.race([Promise.all(releasing), world.clock.sleep(REST_MS, world.stop)])
    },
    close() {
      for (const logs of namespaces.values()) logs.close()
    },
  }
}

/** What has ended when its pods have; the pods of anything else run on. */
function endsWithItsPods({ group, kind }: TaskRef['key']): boolean {
  return group !== 'apps' && kind !== 'ReplicationController'
}
