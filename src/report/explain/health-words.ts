// When a resource counts as done, in words: what the rules of health/ look at. Judges nothing.
import { hasCustomRule, hasHealth } from '../../health/index.ts'
import { healthTableOf } from '../../health/tables/index.ts'
import { describeMeaning } from '../../health/vocabulary/describe.ts'
import type { HealthTable } from '../../health/vocabulary/rule.ts'
import { numberField, field, stringField } from '../../object/kube-object.ts'
import type { KubeObject } from '../../object/kube-object.ts'
import { groupVersionKind } from '../../object/resource-key.ts'
import type { HealthPolicy } from '../../policy.ts'

/** What makes a resource done, and what makes it failed; without `failed` its rule knows no failure. */
export interface HealthWords {
  readonly done: string
  readonly failed?: string
}

/** How strictly health is judged. */
export interface HealthWordsOptions {
  readonly customHealth: boolean
  readonly policy: HealthPolicy
}

/** The words of an object. */
export function healthWords(object: KubeObject, options: HealthWordsOptions): HealthWords {
  const { group, kind } = groupVersionKind(object)
  const custom = hasCustomRule({ group, kind })
  if (custom && !options.customHealth) return { done: 'as soon as it is applied: --no-custom-health' }
  const key = `${group}/${kind}`
  const words = Object.hasOwn(WORDS, key) ? WORDS[key]?.(object) : undefined
  if (words !== undefined && hasHealth(object)) return words
  const table = custom ? healthTableOf({ group, kind }) : undefined
  if (table !== undefined) return tableWords(table)
  if (custom) return { done: `its operator reports success in its status (the rule for ${group}/${kind})` }
  if (hasHealth(object)) return { done: `its status is good by the rule for ${kind}` }
  return { done: `as soon as it is applied: ${kind} has no health rule` }
}

/** A table says itself what it looks at. */
function tableWords({ rows }: HealthTable): HealthWords {
  const failed = describeMeaning(rows, 'Degraded')
  return { done: describeMeaning(rows, 'Healthy'), ...(failed === '' ? {} : { failed }) }
}

const REPLICAS = (object: KubeObject): string => `${numberField(object, 'spec', 'replicas') ?? 1}`

/** Words for each rule of health/index.ts. */
const WORDS: Readonly<Record<string, (object: KubeObject) => HealthWords | undefined>> = {
  'apps/Deployment': (object) =>
    field(object, 'spec', 'paused') === true
      ? { done: 'never while spec.paused is true: a paused Deployment is waited for' }
      : {
          done: `all replicas (${REPLICAS(object)}) of the new revision are available and the old ones are gone`,
          failed: `there is no progress for ${numberField(object, 'spec', 'progressDeadlineSeconds') ?? 600}s (progressDeadlineSeconds)`,
        },
  'apps/StatefulSet': (object) => ({
    done: `all replicas (${REPLICAS(object)}) are ready and, unless its updates are OnDelete, at the new revision`,
  }),
  'apps/DaemonSet': () => ({ done: 'its pods on all nodes are updated and available' }),
  'apps/ReplicaSet': (object) => ({
    done: `all replicas (${REPLICAS(object)}) are available`,
    failed: 'its condition ReplicaFailure is True',
  }),
  '/Pod': (object) =>
    (stringField(object, 'spec', 'restartPolicy') ?? 'Always') === 'Always'
      ? {
          done: 'it is ready',
          failed: 'a container cannot start (its reason ends with Error or BackOff), or has restarted and is not ready',
        }
      : { done: 'all its containers ended with exit code 0', failed: 'one ended with another exit code' },
  '/Service': (object) =>
    stringField(object, 'spec', 'type') === 'LoadBalancer'
      ? { done: 'its load balancer has an address' }
      : { done: 'as soon as it is applied: it is not a LoadBalancer' },
  '/Secret': () => ({ done: 'the token controller has filled in its token' }),
  '/PersistentVolumeClaim': () => ({ done: 'it is bound', failed: 'its volume is lost' }),
  'batch/Job': (object) => ({
    done: 'its condition Complete is True',
    failed: `its condition Failed is True${attempts(object)}`,
  }),
  'batch/CronJob': () => ({ done: 'its controller has seen it', failed: 'its last run did not succeed' }),
  'networking.k8s.io/Ingress': () => ({ done: 'its load balancer has an address' }),
  'extensions/Ingress': () => ({ done: 'its load balancer has an address' }),
  'apiregistration.k8s.io/APIService': () => ({ done: 'its condition Available is True' }),
  'apiextensions.k8s.io/CustomResourceDefinition': () => ({
    done: 'it is Established, so that its resources can be written',
    failed: 'its names are not accepted or its schema is not structural',
  }),
  'autoscaling/HorizontalPodAutoscaler': () => ({
    done: 'it can scale (AbleToScale or ScalingLimited is True)',
    failed: 'it cannot get its metrics or its scale',
  }),
  'policy/PodDisruptionBudget': () => ({
    done: 'its controller has seen it',
    failed: 'a condition is False for another reason than InsufficientPods',
  }),
}

function attempts(object: KubeObject): string {
  const limit = numberField(object, 'spec', 'backoffLimit') ?? 6
  return limit === 0
    ? ': with the first failed pod (backoffLimit 0)'
    : `: after ${limit} ${limit === 1 ? 'retry' : 'retries'} (backoffLimit ${limit})`
}
