// Why a sync does not apply an object, and how that is said. Pure.
import { defined } from '../../object/defined.ts'
import type { Directives } from '../../hook/directives.ts'
import { HELM_EVENTS, phasesFor, typesFor } from '../../hook/hook-type.ts'
import type { PlanContext } from '../sync-plan.ts'
import type { NotRunReason } from './explanation.ts'

/** Why an object has no task; undefined when it has. */
export function notRunReason(
  directives: Directives,
  { hooks, helm }: Pick<PlanContext, 'hooks' | 'helm'>,
): NotRunReason | undefined {
  const { facts, isHook, isSkipped, helmEvents } = directives
  const types = typesFor(directives, helm)
  const decisive = facts.hook ?? facts.helmHook
  const why = { ...defined({ annotation: decisive }), types }
  if (isSkipped) return { why: 'skip', ...why }
  if (isHook && !hooks) return { why: 'hooks-off', ...why }
  if (phasesFor(directives, helm).length > 0) return undefined
  if (types.length > 0) return { why: 'deletion-only', ...why }
  const known = facts.hook === undefined && helmEvents.some((one) => Object.hasOwn(HELM_EVENTS, one))
  return { why: known ? 'helm-without-phase' : 'unknown-type', ...why }
}

/** What its annotation means for a sync. */
export function notRunWords({ why, types }: NotRunReason): string {
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
