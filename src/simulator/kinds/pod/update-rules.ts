// What may change in a pod: images, a shorter deadline, more tolerations (kubernetes/kubernetes:pkg/apis/core/validation/validation.go, ValidatePodUpdate).
import { field, isJsonObject, jsonEqual, listField, numberField } from '../../../object/kube-object.ts'
import type { Json, JsonObject, KubeObject } from '../../../object/kube-object.ts'
import { withDefaults } from '../defaults.ts'
import { objectField } from '../../server/object-edits.ts'
import { forbidden, invalid } from '../../validation/causes.ts'
import type { Causes } from '../../validation/causes.ts'
import { textDiff } from '../../validation/immutable.ts'

const MAY_CHANGE = [
  '`spec.containers[*].image`',
  '`spec.initContainers[*].image`',
  '`spec.activeDeadlineSeconds`',
  '`spec.tolerations` (only additions to existing tolerations)',
  '`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
]

/** Why a pod cannot become another one. */
export function validatePodUpdate(before: KubeObject, after: KubeObject): Causes {
  const [old, spec] = [objectField(withDefaults(before), 'spec'), objectField(after, 'spec')]
  for (const list of ['containers', 'initContainers']) {
    if (listField(old, list).length !== listField(spec, list).length) {
      return [forbidden(`spec.${list}`, 'pod updates may not add or remove containers')]
    }
  }
  const deadline = deadlineCauses(old['activeDeadlineSeconds'], spec['activeDeadlineSeconds'])
  if (deadline.some((cause) => cause.includes('previous value'))) return deadline
  const wanted = withOld(old, spec)
  const why = `pod updates may not change fields other than ${MAY_CHANGE.join(',')}`
  return [
    ...deadline,
    ...tolerationCauses(old, spec),
    ...(jsonEqual(wanted, old) ? [] : [forbidden('spec', `${why}\n${textDiff(old, wanted)}`)]),
  ]
}

function deadlineCauses(old: Json | undefined, next: Json | undefined): Causes {
  const path = 'spec.activeDeadlineSeconds'
  if (typeof old !== 'number') return []
  if (typeof next !== 'number') return [invalid(path, null, 'must not update from a positive integer to nil value')]
  return old < next ? [invalid(path, next, 'must be less than or equal to previous value')] : []
}

function tolerationCauses(old: JsonObject, spec: JsonObject): Causes {
  const known = listField(spec, 'tolerations').map(withoutSeconds)
  const areKept = listField(old, 'tolerations').every((toleration) =>
    known.some((other) => jsonEqual(other, withoutSeconds(toleration))),
  )
  const why = 'existing toleration can not be modified except its tolerationSeconds'
  return areKept ? [] : [forbidden('spec.tolerations', why)]
}

function withoutSeconds(toleration: Json): Json {
  if (!isJsonObject(toleration)) return toleration
  const { tolerationSeconds: _, ...rest } = toleration
  return rest
}

/** The new specification, with all that may change as it was. */
function withOld(old: JsonObject, spec: JsonObject): JsonObject {
  const grace = numberField(old, 'terminationGracePeriodSeconds') ?? 30
  const mayEnd = grace < 0 && spec['terminationGracePeriodSeconds'] === 1
  const kept = [
    'activeDeadlineSeconds',
    'tolerations',
    'schedulingGates',
    ...(mayEnd ? ['terminationGracePeriodSeconds'] : []),
  ]
  const lists = ['containers', 'initContainers'].filter((list) => spec[list] !== undefined)
  return {
    ...spec,
    ...Object.fromEntries(kept.map((name) => [name, old[name]])),
    ...Object.fromEntries(lists.map((list) => [list, withOldImages(listField(old, list), listField(spec, list))])),
  }
}

function withOldImages(old: readonly Json[], containers: readonly Json[]): readonly Json[] {
  return containers.map((container, at) =>
    isJsonObject(container) ? { ...container, image: field(old[at], 'image') ?? '' } : container,
  )
}
