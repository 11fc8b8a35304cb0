// The rules for kinds that come with Kubernetes: Argo CD's Go checks, and its Lua rules for them. Each with its words.
import { field, numberField, stringField } from '../object/kube-object.ts'
import type { KubeObject } from '../object/kube-object.ts'
import { assessApiService } from './api-service.ts'
import { assessCronJob } from './cron-job.ts'
import { assessCustomResourceDefinition } from './custom-resource-definition.ts'
import { assessHorizontalPodAutoscaler } from './horizontal-pod-autoscaler.ts'
import { assessJob } from './job.ts'
import { assessPersistentVolumeClaim } from './persistent-volume-claim.ts'
import { assessPodDisruptionBudget } from './pod-disruption-budget.ts'
import { assessPod } from './pod.ts'
import { assessIngress, assessService } from './service.ts'
import { assessSecret } from './service-account-token.ts'
import { assessDaemonSet, assessDeployment, assessReplicaSet, assessStatefulSet } from './workloads.ts'
import type { HealthRule, HealthWords } from './verdict.ts'

interface BuiltInRule {
  readonly rule: HealthRule
  /** What it looks at; what it says of an object without a health does not count. */
  readonly words: (object: KubeObject) => HealthWords
  /** The versions that the rule can read; left out: all. */
  readonly versions?: readonly string[]
  /** What is wrong with Argo CD's answer where it is another one. */
  readonly fault?: string
}

/** Rules by `group/Kind`. */
export const BUILT_IN_RULES: Readonly<Record<string, BuiltInRule>> = {
  'apps/Deployment': {
    rule: assessDeployment,
    versions: ['v1'],
    words: (object) =>
      field(object, 'spec', 'paused') === true
        ? { done: 'never while spec.paused is true: a paused Deployment is waited for' }
        : {
            done: `all replicas (${replicas(object)}) of the new revision are available and the old ones are gone`,
            failed: `there is no progress for ${numberField(object, 'spec', 'progressDeadlineSeconds') ?? 600}s (progressDeadlineSeconds)`,
          },
  },
  'apps/StatefulSet': {
    rule: assessStatefulSet,
    versions: ['v1'],
    words: (object) => ({
      done: `all replicas (${replicas(object)}) are ready and, unless its updates are OnDelete, at the new revision`,
    }),
  },
  'apps/DaemonSet': {
    rule: assessDaemonSet,
    versions: ['v1'],
    words: () => ({ done: 'its pods on all nodes are updated and available' }),
  },
  'apps/ReplicaSet': {
    rule: assessReplicaSet,
    versions: ['v1'],
    words: (object) => ({
      done: `all replicas (${replicas(object)}) are available`,
      failed: 'its condition ReplicaFailure is True',
    }),
  },
  '/Pod': {
    rule: assessPod,
    versions: ['v1'],
    words: (object) =>
      (stringField(object, 'spec', 'restartPolicy') ?? 'Always') === 'Always'
        ? {
            done: 'it is ready',
            failed:
              'a container cannot start (its reason ends with Error or BackOff), or has restarted and is not ready',
          }
        : { done: 'all its containers ended with exit code 0', failed: 'one ended with another exit code' },
  },
  '/Service': {
    rule: assessService,
    versions: ['v1'],
    words: (object) =>
      stringField(object, 'spec', 'type') === 'LoadBalancer'
        ? { done: 'its load balancer has an address' }
        : { done: 'as soon as it is applied: it is not a LoadBalancer' },
  },
  '/Secret': {
    rule: assessSecret,
    versions: ['v1'],
    words: () => ({ done: 'the token controller has filled in its token' }),
  },
  '/PersistentVolumeClaim': {
    rule: assessPersistentVolumeClaim,
    versions: ['v1'],
    words: () => ({ done: 'it is bound', failed: 'its volume is lost' }),
  },
  'batch/Job': {
    rule: assessJob,
    versions: ['v1'],
    words: (object) => ({
      done: 'its condition Complete is True',
      failed: `its condition Failed is True${attempts(object)}`,
    }),
  },
  'batch/CronJob': {
    rule: assessCronJob,
    words: () => ({ done: 'its controller has seen it', failed: 'its last run did not succeed' }),
  },
  'networking.k8s.io/Ingress': { rule: assessIngress, words: () => ({ done: 'its load balancer has an address' }) },
  'extensions/Ingress': { rule: assessIngress, words: () => ({ done: 'its load balancer has an address' }) },
  'apiregistration.k8s.io/APIService': {
    rule: assessApiService,
    versions: ['v1', 'v1beta1'],
    words: () => ({ done: 'its condition Available is True' }),
  },
  'apiextensions.k8s.io/CustomResourceDefinition': {
    rule: assessCustomResourceDefinition,
    fault: 'one that is being deleted is Progressing there whatever it was',
    words: () => ({
      done: 'it is Established, so that its resources can be written',
      failed: 'its names are not accepted or its schema is not structural',
    }),
  },
  'autoscaling/HorizontalPodAutoscaler': {
    rule: assessHorizontalPodAutoscaler,
    versions: ['v1', 'v2'],
    words: () => ({
      done: 'it can scale (AbleToScale or ScalingLimited is True)',
      failed: 'it cannot get its metrics or its scale',
    }),
  },
  'policy/PodDisruptionBudget': {
    rule: assessPodDisruptionBudget,
    words: () => ({
      done: 'its controller has seen it',
      failed: 'a condition is False for another reason than InsufficientPods',
    }),
  },
}

function replicas(object: KubeObject): number {
  return numberField(object, 'spec', 'replicas') ?? 1
}

function attempts(object: KubeObject): string {
  const limit = numberField(object, 'spec', 'backoffLimit') ?? 6
  return limit === 0
    ? ': with the first failed pod (backoffLimit 0)'
    : `: after ${limit} ${limit === 1 ? 'retry' : 'retries'} (backoffLimit ${limit})`
}
