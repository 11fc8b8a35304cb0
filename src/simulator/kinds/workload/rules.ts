// What the server refuses in Deployments, ReplicaSets, StatefulSets and DaemonSets (kubernetes/kubernetes:pkg/apis/apps/validation/validation.go).
import { field, isJsonObject, listField, numberField, stringField } from '../../../object/kube-object.ts'
import type { Json, JsonObject, KubeObject } from '../../../object/kube-object.ts'
import { meetsAll, requirementsOf } from '../../../object/label-selector.ts'
import { objectField } from '../../server/object-edits.ts'
import { forbidden, formed, invalid, notNegative, required, unsupported } from '../../validation/causes.ts'
import type { Causes } from '../../validation/causes.ts'
import { labelName, percentage } from '../../validation/formats.ts'
import { validateSelector } from '../../validation/label-selector.ts'
import { endlessCauses, validateTemplate } from '../pod/rules.ts'
import { validateClaimSpec } from '../storage/rules.ts'

const MISMATCH = '`selector` does not match template `labels`'

/** Why a Deployment cannot be stored. */
export function validateDeployment(object: KubeObject): Causes {
  const spec = objectField(object, 'spec')
  const minReady = numberField(spec, 'minReadySeconds') ?? 0
  const deadline = numberField(spec, 'progressDeadlineSeconds')
  return [
    ...notNegative('spec.replicas', spec['replicas']),
    ...templateCauses(spec, 'ReplicaSet'),
    ...strategyCauses('spec.strategy', objectField(spec, 'strategy')),
    ...notNegative('spec.minReadySeconds', spec['minReadySeconds']),
    ...notNegative('spec.revisionHistoryLimit', spec['revisionHistoryLimit']),
    ...notNegative('spec.progressDeadlineSeconds', deadline),
    ...(deadline !== undefined && deadline <= minReady
      ? [invalid('spec.progressDeadlineSeconds', deadline, 'must be greater than minReadySeconds')]
      : []),
  ]
}

/** Why a ReplicaSet cannot be stored. */
export function validateReplicaSet(object: KubeObject): Causes {
  const spec = objectField(object, 'spec')
  return [
    ...notNegative('spec.replicas', spec['replicas']),
    ...notNegative('spec.minReadySeconds', spec['minReadySeconds']),
    ...templateCauses(spec, 'ReplicaSet'),
  ]
}

/** Why a StatefulSet cannot be stored. */
export function validateStatefulSet(object: KubeObject): Causes {
  const spec = objectField(object, 'spec')
  const { podManagementPolicy: policy } = spec
  const serviceName = stringField(spec, 'serviceName') ?? ''
  const claims = listField(spec, 'volumeClaimTemplates')
  return [
    ...(policy === undefined || policy === 'OrderedReady' || policy === 'Parallel'
      ? []
      : [invalid('spec.podManagementPolicy', policy, "must be 'OrderedReady' or 'Parallel'")]),
    ...setStrategyCauses('spec.updateStrategy', objectField(spec, 'updateStrategy')),
    ...claims.flatMap((claim, at) =>
      validateClaimSpec(`spec.volumeClaimTemplates[${at}].spec`, objectField(claim, 'spec')),
    ),
    ...notNegative('spec.replicas', spec['replicas']),
    ...notNegative('spec.minReadySeconds', spec['minReadySeconds']),
    ...(serviceName === '' ? [] : formed('spec.serviceName', serviceName, labelName)),
    ...templateCauses(spec, 'StatefulSet', claims.map(claimVolume)),
  ]
}

/** Why a DaemonSet cannot be stored. */
export function validateDaemonSet(object: KubeObject): Causes {
  const spec = objectField(object, 'spec')
  return [
    ...templateCauses(spec, 'DaemonSet'),
    ...notNegative('spec.minReadySeconds', spec['minReadySeconds']),
    ...daemonStrategyCauses('spec.updateStrategy', objectField(spec, 'updateStrategy')),
    ...notNegative('spec.revisionHistoryLimit', spec['revisionHistoryLimit']),
  ]
}

/** A number or a percentage that is not negative, and no more than all. */
export function countCauses(path: string, value: Json | undefined, most: 'all' | 'any'): Causes {
  if (typeof value === 'number') return notNegative(path, value)
  if (typeof value !== 'string') return []
  const wrong = formed(path, value, percentage)
  if (wrong.length > 0) return wrong
  return most === 'all' && Number.parseInt(value, 10) > 100
    ? [invalid(path, value, 'must not be greater than 100%')]
    : []
}

/** A selector that is there and picks the pods of the template. */
function templateCauses(spec: JsonObject, kind: string, volumes: readonly Json[] = []): Causes {
  const template = objectField(spec, 'template')
  const pods = [
    ...validateTemplate('spec.template', template, volumes),
    ...endlessCauses('spec.template.spec', objectField(template, 'spec'), kind),
  ]
  const selector = field(spec, 'selector')
  const labels = objectField(template, 'metadata', 'labels')
  const shown = Object.keys(labels).length === 0 ? null : labels
  const mismatch = invalid('spec.template.metadata.labels', shown, MISMATCH)
  if (!isJsonObject(selector)) {
    return [...(kind === 'DaemonSet' ? [] : [required('spec.selector')]), mismatch, ...pods]
  }
  const wrong = validateSelector('spec.selector', selector)
  const isEmpty = requirementsOf(selector).length === 0
  const name = kind === 'ReplicaSet' ? 'deployment' : kind.toLowerCase()
  if (wrong.length > 0) return [...wrong, invalid('spec.selector', selector, 'invalid label selector')]
  return [
    ...(isEmpty ? [invalid('spec.selector', selector, `empty selector is invalid for ${name}`)] : []),
    ...(meetsAll(labels, requirementsOf(selector)) ? [] : [mismatch]),
    ...pods,
  ]
}

function strategyCauses(path: string, strategy: JsonObject): Causes {
  const type = stringField(strategy, 'type') ?? 'RollingUpdate'
  const update = strategy['rollingUpdate']
  if (type === 'Recreate') {
    const why = "may not be specified when strategy `type` is 'Recreate'"
    return isJsonObject(update) ? [forbidden(`${path}.rollingUpdate`, why)] : []
  }
  if (type !== 'RollingUpdate') {
    return [unsupported(path, { Type: type, RollingUpdate: null }, ['Recreate', 'RollingUpdate'])]
  }
  const [unavailable, surge] = [field(update, 'maxUnavailable'), field(update, 'maxSurge')]
  const at = `${path}.rollingUpdate.maxUnavailable`
  const [amount, most] = [countCauses(at, unavailable, 'any'), countCauses(at, unavailable, 'all')]
  return [
    ...amount,
    ...countCauses(`${path}.rollingUpdate.maxSurge`, surge, 'any'),
    ...(isNone(unavailable) && isNone(surge) ? [invalid(at, unavailable, 'may not be 0 when `maxSurge` is 0')] : []),
    ...most.filter((cause) => !amount.includes(cause)),
  ]
}

function setStrategyCauses(path: string, strategy: JsonObject): Causes {
  const type = stringField(strategy, 'type') ?? 'RollingUpdate'
  const update = strategy['rollingUpdate']
  if (type === 'OnDelete' && isJsonObject(update)) {
    const shown = { Partition: update['partition'] ?? 0, MaxUnavailable: update['maxUnavailable'] ?? null }
    return [invalid(`${path}.rollingUpdate`, shown, "only allowed for updateStrategy 'RollingUpdate'")]
  }
  if (type !== 'OnDelete' && type !== 'RollingUpdate') {
    return [invalid(path, { Type: type, RollingUpdate: null }, "must be 'RollingUpdate' or 'OnDelete'")]
  }
  return notNegative(`${path}.rollingUpdate.partition`, field(update, 'partition'))
}

function daemonStrategyCauses(path: string, strategy: JsonObject): Causes {
  const type = stringField(strategy, 'type') ?? 'RollingUpdate'
  if (type === 'OnDelete') return []
  if (type !== 'RollingUpdate') {
    return [unsupported(path, { Type: type, RollingUpdate: null }, ['RollingUpdate', 'OnDelete'])]
  }
  const update = strategy['rollingUpdate']
  const [unavailable, surge] = [field(update, 'maxUnavailable') ?? 1, field(update, 'maxSurge') ?? 0]
  const at = `${path}.rollingUpdate`
  return [
    ...countCauses(`${at}.maxUnavailable`, unavailable, 'all'),
    ...countCauses(`${at}.maxSurge`, surge, 'all'),
    ...(!isNone(unavailable) && !isNone(surge)
      ? [invalid(`${at}.maxSurge`, surge, 'may not be set when maxUnavailable is non-zero')]
      : []),
    ...(isNone(unavailable) && isNone(surge)
      ? [required(`${at}.maxUnavailable`, 'cannot be 0 when maxSurge is 0')]
      : []),
  ]
}

function isNone(value: Json | undefined): boolean {
  return value === 0 || (typeof value === 'string' && Number.parseInt(value, 10) === 0)
}

/** The volume that the controller makes of a claim. */
function claimVolume(claim: Json): Json {
  const name = stringField(claim, 'metadata', 'name') ?? ''
  return { name, persistentVolumeClaim: { claimName: name } }
}
