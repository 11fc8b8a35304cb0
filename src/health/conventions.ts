// The health of a kind that has no rule, by the conditions that most operators write, as kstatus reads them. Pure.
import { field, isJsonList, isJsonObject } from '../object/kube-object.ts'
import type { Json, KubeObject } from '../object/kube-object.ts'
import { conditionText, conditions, generationOf } from './condition.ts'
import type { Condition } from './condition.ts'
import { verdict } from './verdict.ts'
import type { HealthVerdict } from './verdict.ts'

/** A health, and the field that decided; without one nothing did. */
export type ConventionVerdict = HealthVerdict & { readonly at?: string }

/** Conditions that are True when all is well; the first that says one of the three words counts. kstatus looks at `Ready` alone. */
const GOOD = ['Ready', 'Available'] as const
const WORDS = ['True', 'False', 'Unknown']

/**
 * The observed generation, then what is abnormal when it is True, then what is well when it is True; an object that has
 * none of them is Healthy, and one of another form cannot be read (kubernetes-sigs/cli-utils:pkg/kstatus/status/generic.go, status.go).
 */
export function assessByConventions(object: KubeObject): ConventionVerdict {
  const written = object['status'] ?? null
  if (written !== null && !isJsonObject(written))
    return { ...verdict('Unknown', undefined, 'its status is no object'), at: 'status' }
  const observed = field(object, 'status', 'observedGeneration')
  const generation = generationOf(object)
  if (observed !== undefined && generation !== undefined && observed !== generation) {
    const at = 'status.observedGeneration'
    if (typeof observed !== 'number' || !Number.isInteger(observed))
      return { ...verdict('Unknown', undefined, `its ${at} is not a whole number`), at }
    const message = `its controller has seen generation ${observed}, not yet ${generation}`
    return { ...verdict('Progressing', undefined, message), at }
  }
  if (!isReadable(field(object, 'status', 'conditions'))) {
    return { ...verdict('Unknown', undefined, 'its conditions are not a list of texts'), at: 'status.conditions' }
  }
  const abnormal = conditions(object).find(
    ({ type, status }) => (type === 'Reconciling' || type === 'Stalled') && status === 'True',
  )
  if (abnormal !== undefined) return decided(abnormal, abnormal.type === 'Stalled' ? 'Degraded' : 'Progressing')
  const good = GOOD.flatMap((type) => conditions(object).filter((item) => item.type === type)).find(({ status }) =>
    WORDS.includes(status),
  )
  if (good !== undefined) return decided(good, good.status === 'True' ? 'Healthy' : 'Progressing')
  return verdict('Healthy', undefined, 'nothing in its status says otherwise')
}

/** Whether the conditions are what kstatus takes for some: a list of objects, whose words are texts. */
function isReadable(list: Json | undefined): boolean {
  if (list === undefined || list === null) return true
  const isText = (item: Json, name: string): boolean => typeof (field(item, name) ?? '') === 'string'
  return (
    isJsonList(list) &&
    list.every(
      (item) =>
        item === null ||
        (isJsonObject(item) && ['type', 'status', 'reason', 'message'].every((name) => isText(item, name))),
    )
  )
}

function decided(item: Condition, status: 'Healthy' | 'Progressing' | 'Degraded'): ConventionVerdict {
  const text = status === 'Healthy' ? item.message : conditionText(item)
  return { ...verdict(status, text, `${item.type} is ${item.status}`), at: `status.conditions[${item.type}]` }
}
