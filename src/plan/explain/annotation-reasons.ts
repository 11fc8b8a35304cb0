// Which annotation decides an object's phase, wave and deletion, with its place. The meaning of each is read in hook/.
import { ANNOTATIONS, annotation, csv } from '../../hook/annotations.ts'
import { deletePolicies, HELM_DELETE_POLICIES } from '../../hook/delete-policy.ts'
import type { HookDeletePolicy } from '../../hook/hook.ts'
import { hasSyncOption } from '../../hook/sync-options.ts'
import { parseWave } from '../../hook/sync-wave.ts'
import type { KubeObject } from '../../object/kube-object.ts'
import type { Manifest } from '../../manifest/manifest.ts'
import type { SyncTask } from '../sync-plan.ts'
import type { AnnotationFact, Explanation, PhaseReason, PolicyReason, WaveReason } from './explanation.ts'

/** An annotation with its place; undefined when the object has none of the name. */
export type AnnotationReader = (name: string) => AnnotationFact | undefined

/** The reader of one object. */
export function createAnnotationReader(object: KubeObject, manifest: Manifest | undefined): AnnotationReader {
  return (name) => {
    const value = annotation(object, name)
    const location = manifest?.annotationLocations[name]
    return value === undefined ? undefined : { name, value, ...(location === undefined ? {} : { location }) }
  }
}

/** What puts a task into its phase. */
export function phaseReason(task: SyncTask, read: AnnotationReader): PhaseReason {
  if (task.location === undefined) return { why: 'created-namespace' }
  if (task.hook === undefined) return { why: 'no-hook' }
  const argo = read(ANNOTATIONS.hook)
  const phase = task.lifted?.phase ?? task.phase
  if (argo !== undefined && csv(argo.value).includes(phase)) return { why: 'hook', annotation: argo }
  const helm = read(ANNOTATIONS.helmHook)
  return helm === undefined ? { why: 'no-hook' } : { why: 'helm-hook', annotation: helm }
}

/** What puts it into its wave. */
export function waveReason(read: AnnotationReader): WaveReason {
  const wave = read(ANNOTATIONS.syncWave)
  if (parseWave(wave?.value) !== undefined && wave !== undefined) return { why: 'sync-wave', annotation: wave }
  const weight = read(ANNOTATIONS.helmHookWeight)
  if (parseWave(weight?.value) !== undefined && weight !== undefined) return { why: 'hook-weight', annotation: weight }
  return { why: 'default' }
}

/** The policies of a hook, each with the annotation that names it. */
export function policyReasons(object: KubeObject, read: AnnotationReader): readonly PolicyReason[] {
  const argo = read(ANNOTATIONS.hookDeletePolicy)
  const helm = read(ANNOTATIONS.helmHookDeletePolicy)
  return deletePolicies(object).map((policy) => {
    const fact = names(argo, policy, {}) ?? names(helm, policy, HELM_DELETE_POLICIES)
    return { policy, ...(fact === undefined ? {} : { annotation: fact }) }
  })
}

function names(
  fact: AnnotationFact | undefined,
  policy: HookDeletePolicy,
  words: Readonly<Record<string, HookDeletePolicy>>,
): AnnotationFact | undefined {
  const named = csv(fact?.value).some((word) => (Object.hasOwn(words, word) ? words[word] : word) === policy)
  return named ? fact : undefined
}

/** How long a hook may take. */
export function timeoutReason(milliseconds: number, read: AnnotationReader): Pick<Explanation, 'timeout'> {
  const fact = read(ANNOTATIONS.timeout)
  return fact === undefined ? {} : { timeout: { milliseconds, annotation: fact } }
}

/** Whether a sync may delete it and create it anew; what takes others with it never is (sync/act/write-method.ts). */
export function recreatedReason(object: KubeObject, read: AnnotationReader): Pick<Explanation, 'recreated'> {
  const fact = read(ANNOTATIONS.syncOptions)
  const alone = object.kind !== 'Namespace' && object.kind !== 'CustomResourceDefinition'
  return fact === undefined || !alone || !hasSyncOption(object, 'Force=true') ? {} : { recreated: fact }
}
