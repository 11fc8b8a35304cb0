// Why a sync does not apply an object, and how that is said. Pure.
import { ANNOTATIONS, csv } from '../../hook/annotations.ts'
import { HELM_EVENTS, hookTypes, isHook, isSkipped, syncPhases } from '../../hook/hook-type.ts'
import type { KubeObject } from '../../object/kube-object.ts'
import type { PlanContext } from '../sync-plan.ts'
import type { AnnotationReader } from './annotation-reasons.ts'
import type { NotRun } from './explanation.ts'

/** Why an object has no task; undefined when it has. */
export function notRunReason(
  object: KubeObject,
  read: AnnotationReader,
  { hooks, helm }: Pick<PlanContext, 'hooks' | 'helm'>,
): NotRun | undefined {
  const types = hookTypes(object, helm)
  const argo = read(ANNOTATIONS.hook)
  const event = read(ANNOTATIONS.helmHook)
  const decisive = argo ?? event
  const why = { ...(decisive === undefined ? {} : { annotation: decisive }), types }
  if (isSkipped(object)) return { why: 'skip', ...why }
  if (isHook(object) && !hooks) return { why: 'hooks-off', ...why }
  if (syncPhases(object, helm).length > 0) return undefined
  if (types.length > 0) return { why: 'deletion-only', ...why }
  const known = argo === undefined && csv(event?.value).some((one) => Object.hasOwn(HELM_EVENTS, one))
  return { why: known ? 'helm-without-phase' : 'unknown-type', ...why }
}

/** What its annotation means for a sync. */
export function notRunWords({ why, types }: NotRun): string {
  switch (why) {
    case 'skip':
      return 'a sync leaves it alone: it is neither applied nor deleted'
    case 'deletion-only':
      return `it is for ${types.join(' and ')}: it runs when everything is deleted, not in a sync`
    case 'helm-without-phase':
      return 'no phase of this sync is for this Helm hook, so it is not applied'
    case 'unknown-type':
      return 'that is not a hook type, and Argo CD drops such an object without a word'
    case 'hooks-off':
      return 'it is a hook, and --no-hooks leaves hooks out'
    default:
      return why satisfies never
  }
}
