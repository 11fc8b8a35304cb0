// Reads what is awaited when its watches have been silent for long: silence may be that of a proxy, not of the cluster.
import type { SyncTask } from '../../plan/sync-plan.ts'
import { subjectsOf } from '../run.ts'
import type { Run } from '../run.ts'
import type { Subject } from './scope.ts'
import type { Situation } from '../step.ts'
import { isRunning } from '../task-state.ts'

/** How long the last look before the end of the time may take, in milliseconds. */
const LAST_LOOK_MS = 500

/** Reads beside the watches. */
export type Reader = Readonly<ReturnType<typeof createReader>>

/** Makes the reader of one run. */
export function createReader(run: Run) {
  let waitedFor = ''
  let subjects: readonly Subject[] = []
  let since = 0
  let reading = false
  const due = (): number => (reading ? Infinity : since + run.observer.patience(subjects))
  return {
    /** When what is waited for now has to be read; `waitingFor` says whether it is still the same. */
    due(waitingFor: string, tasks: readonly SyncTask[]): number {
      if (waitingFor !== waitedFor) since = run.clock.now()
      waitedFor = waitingFor
      subjects = subjectsOf(run, tasks)
      return due()
    },
    /** Reads it if that is due. The view changes when the answer comes; nobody waits for it. */
    readIfDue(): void {
      const now = run.clock.now()
      if (now < due() || run.stop.aborted) return
      since = now
      reading = true
      void run.observer.read(subjects, run.stop).finally(() => (reading = false))
    },
    /** Reads once more what runs and what was waited for, before it is said that it has not come. */
    async lookOnce({ tasks, state }: Situation): Promise<void> {
      const running = subjectsOf(
        run,
        tasks.filter((task) => isRunning(state, task)),
      )
      const settled = new AbortController()
      const limit = run.clock.sleep(LAST_LOOK_MS, settled.signal)
      await Promise.race([run.observer.read([...running, ...subjects]), limit])
      settled.abort('settled')
    },
  }
}
