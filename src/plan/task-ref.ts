// A task as it is named, in events and in explanations: nothing of its object. Its type comes from its shape.
import { PHASES } from '../hook/hook.ts'
import { about } from '../object/json-shape.ts'
import type { Shaped } from '../object/json-shape.ts'
import type { Diagnostic } from '../manifest/diagnostic.ts'
import type { SyncTask } from './sync-plan.ts'

/** The shape of a phase. */
export const PHASE = { oneOf: PHASES } as const

/** The shape of a key. */
export const KEY = {
  fields: { group: 'identity', kind: 'identity', namespace: 'identity', name: 'identity' },
} as const

/** The shape of a task's name, field by field. */
export const TASK = {
  task: about('PreSync batch/Job shop/migrate', 'identity'),
  key: KEY,
  phase: PHASE,
  wave: 'number',
  hook: 'flag',
} as const

/** A task as it is named. */
export type TaskRef = Shaped<{ readonly fields: typeof TASK }>

/** What a task is named by. */
export function taskRef(task: SyncTask): TaskRef {
  return { task: task.id, key: task.key, phase: task.phase, wave: task.wave, hook: task.hook !== undefined }
}

/** Where its manifest stands, for a finding about the task: the place alone, for what is written there is not what is wrong. */
export function taskPlace({ location }: Partial<Pick<SyncTask, 'location'>>): Pick<Diagnostic, 'location'> {
  if (location === undefined) return {}
  const { source, line, column } = location
  return { location: { source, line, column } }
}
