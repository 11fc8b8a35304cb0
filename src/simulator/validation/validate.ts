// What the server refuses to store: the rules that people meet, kind by kind. The long tail is left to a real server.
import { jsonEqual } from '../../object/kube-object.ts'
import type { Json, KubeObject } from '../../object/kube-object.ts'
import { isBuiltInGroup } from '../schemas/resource-types.ts'
import type { ServedType } from '../schemas/resource-types.ts'
import { objectField } from '../server/object-edits.ts'
import type { Causes } from './causes.ts'
import { validateIngressClass, validatePriorityClass, validatePriorityClassUpdate } from '../kinds/classes/rules.ts'
import { validateConfigMap, validateConfigUpdate, validateSecret } from '../kinds/config/rules.ts'
import { validateDefinition, validateDefinitionUpdate } from '../kinds/definition/rules.ts'
import { immutable } from './immutable.ts'
import { validateIngress } from '../kinds/network/ingress-rules.ts'
import { validateCronJob, validateJob } from '../kinds/job/rules.ts'
import { validateJobUpdate } from '../kinds/job/update-rules.ts'
import { validateMetadata } from './metadata.ts'
import { validateNetworkPolicy } from '../kinds/network/policy-rules.ts'
import { validatePod } from '../kinds/pod/rules.ts'
import { validatePodUpdate } from '../kinds/pod/update-rules.ts'
import { validateBinding, validateBindingUpdate, validateRole } from '../kinds/rbac/rules.ts'
import { validateAutoscaler, validateBudget } from '../kinds/scaling/rules.ts'
import { validateService, validateServiceUpdate } from '../kinds/service/rules.ts'
import {
  validateClaim,
  validateClaimUpdate,
  validateStorageClass,
  validateStorageClassUpdate,
  validateVolume,
  validateVolumeUpdate,
} from '../kinds/storage/rules.ts'
import {
  validateDaemonSet,
  validateDeployment,
  validateReplicaSet,
  validateStatefulSet,
} from '../kinds/workload/rules.ts'

/** Why an object cannot be stored, in the server's words; empty when it can. `before`: the one that it replaces. */
export function validateObject(type: ServedType, object: KubeObject, before?: KubeObject): Causes {
  const rules = rulesOf(type)
  const own = [...validateMetadata(type, object), ...(rules?.store?.(object, before) ?? [])]
  const changes = before === undefined ? [] : (rules?.change?.(before, object) ?? [])
  return rules?.order === 'change first' ? [...changes, ...own] : [...own, ...changes]
}

function rulesOf({ group, kind }: ServedType): Rules | undefined {
  return isBuiltInGroup(group) && Object.hasOwn(BY_KIND, kind) ? BY_KIND[kind] : undefined
}

interface Rules {
  readonly store?: (object: KubeObject, before: KubeObject | undefined) => Causes
  readonly change?: (before: KubeObject, after: KubeObject) => Causes
  /** Which causes the server tells first; left out: those of the object itself. */
  readonly order?: 'change first'
}

const FIXED_SELECTOR = fixed('spec.selector')

const BINDING: Rules = { store: validateBinding, change: validateBindingUpdate }

const BY_KIND: Readonly<Record<string, Rules>> = {
  ConfigMap: { store: validateConfigMap, change: validateConfigUpdate, order: 'change first' },
  Secret: { store: validateSecret, change: secretChange, order: 'change first' },
  Service: { store: validateService, change: validateServiceUpdate, order: 'change first' },
  Pod: { store: validatePod, change: validatePodUpdate },
  Deployment: { store: validateDeployment, change: FIXED_SELECTOR },
  ReplicaSet: { store: validateReplicaSet, change: FIXED_SELECTOR },
  DaemonSet: { store: validateDaemonSet, change: FIXED_SELECTOR },
  StatefulSet: { store: validateStatefulSet, change: statefulSetChange },
  Job: { store: (object, before) => validateJob(object, before === undefined), change: validateJobUpdate },
  CronJob: { store: validateCronJob },
  PersistentVolumeClaim: { store: validateClaim, change: validateClaimUpdate },
  PersistentVolume: { store: validateVolume, change: validateVolumeUpdate },
  StorageClass: { store: validateStorageClass, change: validateStorageClassUpdate },
  PriorityClass: { store: validatePriorityClass, change: validatePriorityClassUpdate },
  IngressClass: { store: validateIngressClass, change: fixed('spec.controller'), order: 'change first' },
  RuntimeClass: { change: fixed('handler', 'hidden') },
  Ingress: { store: (object, before) => validateIngress(object, before === undefined) },
  NetworkPolicy: { store: validateNetworkPolicy },
  HorizontalPodAutoscaler: { store: validateAutoscaler },
  PodDisruptionBudget: { store: validateBudget },
  ResourceQuota: { change: fixed('spec.scopes') },
  EndpointSlice: { change: fixed('addressType', 'hidden') },
  CustomResourceDefinition: { store: validateDefinition, change: validateDefinitionUpdate },
  Role: { store: validateRole },
  ClusterRole: { store: validateRole },
  RoleBinding: BINDING,
  ClusterRoleBinding: BINDING,
}

function fixed(path: string, shown: 'shown' | 'hidden' = 'shown'): Required<Rules>['change'] {
  return (before, after) => immutable(before, after, [path], shown)
}

function secretChange(before: KubeObject, after: KubeObject): Causes {
  return [...immutable(before, after, ['type']), ...validateConfigUpdate(before, after)]
}

const MUTABLE_IN_SETS = new Set([
  'replicas',
  'ordinals',
  'template',
  'updateStrategy',
  'revisionHistoryLimit',
  'persistentVolumeClaimRetentionPolicy',
  'minReadySeconds',
])

function statefulSetChange(before: KubeObject, after: KubeObject): Causes {
  const paths = ['spec.volumeClaimTemplates', 'spec.serviceName', 'spec.selector', 'spec.podManagementPolicy']
  const problems = immutable(before, after, paths)
  if (problems.length > 0) return problems
  const kept = (object: KubeObject): Json =>
    Object.fromEntries(Object.entries(objectField(object, 'spec')).filter(([name]) => !MUTABLE_IN_SETS.has(name)))
  return jsonEqual(kept(before), kept(after))
    ? []
    : [
        "spec: Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden",
      ]
}
