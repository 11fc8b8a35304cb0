// The health of a kind that has no rule, by the conditions that most operators write, as kstatus reads them. Pure.
import { numberField } from '../object/kube-object.ts'
import type { KubeObject } from '../object/kube-object.ts'
import { condition, conditionText, conditions, generationOf } from './condition.ts'
import type { Condition } from './condition.ts'
import { verdict } from './verdict.ts'
import type { HealthVerdict } from './verdict.ts'

/** A health, and the field that decided; without one nothing did. */
export type ConventionVerdict = HealthVerdict & { readonly at?: string }

/** Conditions that are True when all is well; the first that is there counts. kstatus looks at `Ready` alone. */
const GOOD = ['Ready', 'Available'] as const

/**
 * The observed generation, then what is abnormal when it is True, then what is well when it is True; an object that has
 * none of them is Healthy (kubernetes-sigs/cli-utils:pkg/kstatus/status/generic.go, status.go).
 */
export function assessByConventions(object: KubeObject): ConventionVerdict {
  const observed = numberField(object, 'status', 'observedGeneration')
  const generation = generationOf(object)
  if (observed !== undefined && generation !== undefined && observed !== generation) {
    const message = `its controller has seen generation ${observed}, not yet ${generation}`
    return { ...verdict('Progressing', undefined, message), at: 'status.observedGeneration' }
  }
  const abnormal = conditions(object).find(
    ({ type, status }) => (type === 'Reconciling' || type === 'Stalled') && status === 'True',
  )
  if (abnormal !== undefined) return decided(abnormal, abnormal.type === 'Stalled' ? 'Degraded' : 'Progressing')
  const good = GOOD.map((type) => condition(object, type, 'any')).find((item) => item !== undefined)
  if (good !== undefined) return decided(good, good.status === 'True' ? 'Healthy' : 'Progressing')
  return verdict('Healthy', undefined, 'nothing in its status says otherwise')
}

function decided(item: Condition, status: 'Healthy' | 'Progressing' | 'Degraded'): ConventionVerdict {
  const text = status === 'Healthy' ? item.message : conditionText(item)
  return { ...verdict(status, text, `${item.type} is ${item.status}`), at: `status.conditions[${item.type}]` }
}
