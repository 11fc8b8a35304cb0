// Controllers of one thought each: addresses, definitions, budgets, autoscalers, API services, tokens.
import { field, isJsonObject, listField, numberField, stringField } from '../../object/kube-object.ts'
import type { JsonObject, KubeObject } from '../../object/kube-object.ts'
import { objectField, withStatus, withoutFinalizer } from '../server/object-edits.ts'
import { meetsAll, requirementsOf } from '../../object/label-selector.ts'
import { formatTime } from '../server/timestamp.ts'
import {
  conditionOf,
  deleteAction,
  IDLE,
  isActivePod,
  isDeleting,
  isReadyPod,
  isTrue,
  ofKind,
  REACTION_MS,
  withCondition,
} from './stage.ts'
import type { Stage, StageStep, StageWorld } from './stage.ts'

/** Keeps a definition until its objects are gone. */
export const DEFINITION_FINALIZER = 'customresourcecleanup.apiextensions.k8s.io'

/** A definition is Established a moment after it came; deleted, it takes its objects along. */
export const definitionStage: Stage = {
  name: 'definition',
  affects: (change, world) => {
    if (change.key.kind === 'CustomResourceDefinition')
      return ofKind('apiextensions.k8s.io', 'CustomResourceDefinition')(change)
    if (change.type !== 'deleted') return []
    return world
      .list('apiextensions.k8s.io', 'CustomResourceDefinition')
      .filter(
        (definition) => isDeleting(definition) && stringField(definition, 'spec', 'names', 'kind') === change.key.kind,
      )
      .map(({ metadata }) => ({
        key: {
          group: 'apiextensions.k8s.io',
          kind: 'CustomResourceDefinition',
          namespace: '',
          name: metadata.name ?? '',
        },
        delay: 5,
      }))
  },
  visit: (definition, world) => {
    const group = stringField(definition, 'spec', 'group') ?? ''
    const kind = stringField(definition, 'spec', 'names', 'kind') ?? ''
    if (isDeleting(definition)) {
      const objects = world.list(group, kind)
      if (objects.length > 0) return { actions: objects.filter((object) => !isDeleting(object)).map(deleteAction) }
      return { actions: [{ do: 'update', object: withoutFinalizer(definition, DEFINITION_FINALIZER) }] }
    }
    const { neverReady, readyAfter = 0 } = world.life(definition)
    if (isTrue(definition, 'Established') || neverReady === true) return IDLE
    const status = objectField(definition, 'status')
    const options = { now: world.now }
    const accepted = { type: 'NamesAccepted', status: 'True', reason: 'NoConflicts', message: 'no conflicts found' }
    const message = 'the initial names have been accepted'
    const isAccepted = isTrue(definition, 'NamesAccepted')
    const established = isAccepted
      ? { type: 'Established', status: 'True', reason: 'InitialNamesAccepted', message }
      : { type: 'Established', status: 'False', reason: 'Installing', message }
    const conditions = withCondition(
      withCondition(listField(status, 'conditions'), accepted, options),
      established,
      options,
    )
    const named = { ...status, conditions, acceptedNames: objectField(definition, 'spec', 'names') }
    const after = { situation: isAccepted ? 'accepted' : 'new', milliseconds: isAccepted ? 10 : 10 + readyAfter }
    return { after, actions: [{ do: 'update', object: withStatus(definition, named) }] }
  },
}

/** The versions that objects of a definition may be stored in. */
export function storedVersionsOf(definition: KubeObject): readonly string[] {
  return listField(definition, 'spec', 'versions')
    .filter((version) => field(version, 'storage') === true)
    .map((version) => stringField(version, 'name') ?? '')
}

/** A load balancer has an address at once, unless somebody says otherwise. */
export const serviceStage: Stage = {
  name: 'service',
  affects: ofKind('', 'Service'),
  visit: (service, world) =>
    stringField(service, 'spec', 'type') === 'LoadBalancer' ? giveAddress(service, world) : IDLE,
}

/** So has an ingress. */
export const ingressStage: Stage = {
  name: 'ingress',
  affects: ofKind('networking.k8s.io', 'Ingress'),
  visit: giveAddress,
}

function giveAddress(object: KubeObject, world: StageWorld): StageStep {
  const { neverReady, readyAfter = 0 } = world.life(object)
  if (hasAddress(object) || isDeleting(object) || neverReady === true) return IDLE
  const status = { loadBalancer: { ingress: [{ ip: '192.0.2.1' }] } }
  return {
    after: { situation: 'without an address', milliseconds: readyAfter },
    actions: [{ do: 'update', object: withStatus(object, status) }],
  }
}

function hasAddress(object: KubeObject): boolean {
  return listField(object, 'status', 'loadBalancer', 'ingress').length > 0
}

/** A disruption budget counts its pods. */
export const budgetStage: Stage = {
  name: 'disruption-budget',
  affects: (change, world) => {
    if (change.key.kind === 'Pod' && change.key.group === '') {
      return world.list('policy', 'PodDisruptionBudget', change.key.namespace).map(({ metadata }) => ({
        key: {
          group: 'policy',
          kind: 'PodDisruptionBudget',
          namespace: change.key.namespace,
          name: metadata.name ?? '',
        },
        delay: 10,
      }))
    }
    return ofKind('policy', 'PodDisruptionBudget')(change)
  },
  visit: (budget, world) => {
    const wanted = requirementsOf(field(budget, 'spec', 'selector'))
    const pods = world
      .list('', 'Pod', budget.metadata.namespace)
      .filter((pod) => isActivePod(pod) && meetsAll(pod.metadata.labels, wanted))
    const healthy = pods.filter(isReadyPod).length
    const least = share(field(budget, 'spec', 'minAvailable'), pods.length)
    const most = share(field(budget, 'spec', 'maxUnavailable'), pods.length)
    const desired = least ?? (most === undefined ? pods.length : Math.max(0, pods.length - most))
    const allowed = Math.max(0, healthy - desired)
    const condition =
      allowed > 0
        ? { type: 'DisruptionAllowed', status: 'True', reason: 'SufficientPods', message: '' }
        : { type: 'DisruptionAllowed', status: 'False', reason: 'InsufficientPods', message: '' }
    const observedGeneration = budget.metadata.generation ?? 1
    const conditions = withCondition(listField(budget, 'status', 'conditions'), condition, {
      now: world.now,
      extra: { observedGeneration },
    })
    const status = {
      conditions,
      currentHealthy: healthy,
      desiredHealthy: desired,
      disruptionsAllowed: allowed,
      expectedPods: pods.length,
      observedGeneration,
    }
    return { actions: [{ do: 'update', object: withStatus(budget, status) }] }
  },
}

function share(value: unknown, whole: number): number | undefined {
  if (typeof value === 'number') return value
  const percent = typeof value === 'string' ? /^(\d+)%$/.exec(value)?.[1] : undefined
  return percent === undefined ? undefined : Math.ceil((Number(percent) * whole) / 100)
}

/** Without a metrics server an autoscaler finds its target but no metric; it has one where somebody says when it is ready. */
export const autoscalerStage: Stage = {
  name: 'autoscaler',
  affects: ofKind('autoscaling', 'HorizontalPodAutoscaler'),
  visit: (autoscaler, world) => {
    const { neverReady, readyAfter } = world.life(autoscaler)
    if (conditionOf(autoscaler, 'ScalingActive') !== undefined || neverReady === true) return IDLE
    const target = objectField(autoscaler, 'spec', 'scaleTargetRef')
    const key = {
      group: (stringField(target, 'apiVersion') ?? 'apps/v1').split('/')[0] ?? '',
      kind: stringField(target, 'kind') ?? '',
      namespace: autoscaler.metadata.namespace ?? '',
      name: stringField(target, 'name') ?? '',
    }
    const found = world.get(key)
    const options = { now: world.now }
    const scale =
      found === undefined
        ? {
            type: 'AbleToScale',
            status: 'False',
            reason: 'FailedGetScale',
            message: `the HPA controller was unable to get the target's current scale: ${key.kind} "${key.name}" not found`,
          }
        : {
            type: 'AbleToScale',
            status: 'True',
            reason: 'SucceededGetScale',
            message: "the HPA controller was able to get the target's current scale",
          }
    const message =
      'the HPA was unable to compute the replica count: failed to get cpu utilization: unable to get metrics for resource cpu: unable to fetch metrics from resource metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)'
    const metrics =
      readyAfter === undefined
        ? { type: 'ScalingActive', status: 'False', reason: 'FailedGetResourceMetric', message }
        : { type: 'ScalingActive', status: 'True', reason: 'ValidMetricFound', message: VALID_METRIC }
    const scaled = withCondition([], scale, options)
    const conditions = found === undefined ? scaled : withCondition(scaled, metrics, options)
    const status = {
      observedGeneration: autoscaler.metadata.generation ?? 1,
      currentMetrics: [{ type: '' }],
      currentReplicas: numberField(found, 'status', 'replicas') ?? 0,
      desiredReplicas: 0,
      conditions,
    }
    return {
      after: { situation: 'new', milliseconds: readyAfter ?? 15_000 },
      actions: [{ do: 'update', object: withStatus(autoscaler, status) }],
      ...(found === undefined ? { again: 15_000 } : {}),
    }
  },
}

const VALID_METRIC = 'the HPA was able to successfully calculate a replica count from cpu resource utilization'

/** Nothing serves an aggregated API here, unless somebody says when. */
export const apiServiceStage: Stage = {
  name: 'api-service',
  affects: ofKind('apiregistration.k8s.io', 'APIService'),
  visit: (service, world) => {
    const { neverReady, readyAfter } = world.life(service)
    if (conditionOf(service, 'Available') !== undefined) return IDLE
    const isServed = readyAfter !== undefined && neverReady !== true
    const conditions = [{ ...availability(service, isServed), lastTransitionTime: formatTime(world.now) }]
    return {
      after: { situation: 'new', milliseconds: isServed ? readyAfter : 0 },
      actions: [{ do: 'update', object: withStatus(service, { conditions }) }],
    }
  },
}

function availability(service: KubeObject, isServed: boolean): JsonObject {
  const backend = field(service, 'spec', 'service')
  if (!isJsonObject(backend))
    return { type: 'Available', status: 'True', reason: 'Local', message: 'Local APIServices are always available' }
  if (isServed) return { type: 'Available', status: 'True', reason: 'Passed', message: 'all checks passed' }
  const message = `service/${stringField(backend, 'name')} in "${stringField(backend, 'namespace')}" is not present`
  return { type: 'Available', status: 'False', reason: 'ServiceNotFound', message }
}

/**
 * A Secret of type service-account-token has its token a moment after it came, or is gone: without its ServiceAccount it
 * is deleted (kubernetes/kubernetes:pkg/controller/serviceaccount/tokens_controller.go).
 */
export const tokenStage: Stage = {
  name: 'token',
  affects: ({ key, type, object }, world) => {
    if (key.group !== '') return []
    if (key.kind === 'Secret') return type !== 'deleted' && isToken(object) ? [{ key, delay: REACTION_MS }] : []
    if (key.kind !== 'ServiceAccount' || type !== 'deleted') return []
    return world
      .list('', 'Secret', key.namespace)
      .filter((secret) => isToken(secret) && accountOf(secret) === key.name)
      .map(({ metadata }) => ({ key: { ...key, kind: 'Secret', name: metadata.name ?? '' }, delay: REACTION_MS }))
  },
  visit: (secret, world) => {
    if (!isToken(secret) || isDeleting(secret)) return IDLE
    const namespace = secret.metadata.namespace ?? ''
    const account = world.get({ group: '', kind: 'ServiceAccount', namespace, name: accountOf(secret) ?? '' })
    if (account === undefined) return { actions: [deleteAction(secret)] }
    if (field(secret, 'data', 'token') !== undefined) return IDLE
    const annotations = {
      ...secret.metadata.annotations,
      'kubernetes.io/service-account.uid': account.metadata.uid ?? '',
    }
    const data = { 'ca.crt': 'bGFi', namespace: btoa(namespace), token: 'bGFi', ...objectField(secret, 'data') }
    const filled = { ...secret, metadata: { ...secret.metadata, annotations }, data }
    return { actions: [{ do: 'update', object: filled }] }
  },
}

function isToken(secret: KubeObject): boolean {
  return stringField(secret, 'type') === 'kubernetes.io/service-account-token'
}

function accountOf(secret: KubeObject): string | undefined {
  return secret.metadata.annotations?.['kubernetes.io/service-account.name']
}
