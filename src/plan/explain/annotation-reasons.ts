// Which annotation decides an object's phase, wave and deletion. The meaning of each is read in hook/.
import type { AnnotationFact, Directives } from '../../hook/directives.ts'
import { defined } from '../../object/defined.ts'
import type { KubeObject } from '../../object/kube-object.ts'
import type { SyncTask } from '../sync-plan.ts'
import { takesAllWithIt } from '../task-order.ts'
import type { Explanation, PhaseReason, PolicyReason, WaveReason } from './explanation.ts'

/** What puts a task into its phase. */
export function phaseReason(task: SyncTask, { facts, hookTypes }: Directives): PhaseReason {
  if (task.location === undefined) return { why: 'created-namespace' }
  if (task.hook === undefined) return { why: 'no-hook' }
  const phase = task.lifted?.phase ?? task.phase
  const ofArgo = hookTypes.some((type) => type === phase)
  if (ofArgo && facts.hook !== undefined) return { why: 'hook', annotation: facts.hook }
  return facts.helmHook === undefined ? { why: 'no-hook' } : { why: 'helm-hook', annotation: facts.helmHook }
}

/** What puts it into its wave. */
export function waveReason({ facts, wave: { from } }: Directives): WaveReason {
  if (from === undefined) return { why: 'default' }
  return { why: from === facts.syncWave ? 'sync-wave' : 'hook-weight', annotation: from }
}

/** The policies of a hook, each with the annotation that names it. */
export function policyReasons({ deletePolicies }: Directives): readonly PolicyReason[] {
  return deletePolicies.map(({ value, from }) => ({ policy: value, ...defined({ annotation: from }) }))
}

/** How long it may take. */
export function timeoutReason(milliseconds: number | undefined, { facts }: Directives): Explanation['timeout'] {
  const annotation = facts.timeout
  return milliseconds === undefined || annotation === undefined ? undefined : { milliseconds, annotation }
}

/** Whether a sync may delete it and create it anew. */
export function recreatedReason(object: KubeObject, { facts, options }: Directives): AnnotationFact | undefined {
  return options.force && !takesAllWithIt(object) ? facts.syncOptions : undefined
}
