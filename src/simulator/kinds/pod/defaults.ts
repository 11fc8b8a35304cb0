// Defaults of pods and their templates, and what admission and deletion make of a pod.
import { listField, numberField, stringField } from '../../../object/kube-object.ts'
import type { Json, JsonObject, KubeObject } from '../../../object/kube-object.ts'
import { objectField } from '../../server/object-edits.ts'
import { hasEnded } from '../../stages/stage.ts'
import { containerWithDefaults, runningContainer } from './container-defaults.ts'
import { volumeWithDefaults } from './volume-defaults.ts'

/** A pod template with its defaults. */
export function podTemplate(template: JsonObject): JsonObject {
  const { metadata } = template
  const spec = podSpec(objectField(template, 'spec'))
  return metadata === undefined
    ? { ...template, spec }
    : { ...template, metadata: withoutEmptyMaps(objectField(template, 'metadata')), spec }
}

/** The spec of a pod with its defaults. */
function podSpec(spec: JsonObject): JsonObject {
  const { initContainers, volumes } = spec
  const account = stringField(spec, 'serviceAccountName') ?? stringField(spec, 'serviceAccount')
  return {
    dnsPolicy: 'ClusterFirst',
    restartPolicy: 'Always',
    schedulerName: 'default-scheduler',
    securityContext: {},
    terminationGracePeriodSeconds: 30,
    ...spec,
    ...(account === undefined ? {} : { serviceAccountName: account, serviceAccount: account }),
    containers: listField(spec, 'containers').map(containerWithDefaults),
    ...(initContainers === undefined
      ? {}
      : { initContainers: listField(spec, 'initContainers').map(containerWithDefaults) }),
    ...(volumes === undefined ? {} : { volumes: listField(spec, 'volumes').map(volumeWithDefaults) }),
  }
}

/** The spec of a pod itself, which is given more than a template. */
export function ownPodSpec(spec: JsonObject): JsonObject {
  const complete = podSpec(spec)
  const network = complete['hostNetwork'] === true ? 'of the node' : 'own'
  const running = (list: string): JsonObject =>
    complete[list] === undefined
      ? {}
      : { [list]: listField(complete, list).map((each) => runningContainer(each, network)) }
  return { enableServiceLinks: true, ...complete, ...running('containers'), ...running('initContainers') }
}

/** What admission puts into every pod. */
export function admittedPodSpec(spec: JsonObject): JsonObject {
  const given = listField(spec, 'tolerations')
  const missing = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable']
    .filter((key) => !given.some((toleration) => tolerates(toleration, key)))
    .map((key) => ({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 }))
  const tolerations = [...given, ...missing]
  return { preemptionPolicy: 'PreemptLowerPriority', priority: 0, ...spec, tolerations }
}

function tolerates(toleration: Json, key: string): boolean {
  const named = stringField(toleration, 'key') ?? ''
  const effect = stringField(toleration, 'effect') ?? ''
  return (named === '' || named === key) && (effect === '' || effect === 'NoExecute')
}

/** Metadata as the server stores it: maps and lists without entries are left out. */
export function withoutEmptyMaps(meta: JsonObject): JsonObject {
  const mayBeEmpty = new Set(['labels', 'annotations', 'finalizers', 'ownerReferences'])
  const isLeftOut = (name: string, value: Json | undefined): boolean =>
    mayBeEmpty.has(name) && typeof value === 'object' && value !== null && Object.keys(value).length === 0
  return Object.fromEntries(Object.entries(meta).filter(([name, value]) => !isLeftOut(name, value)))
}

/** Seconds that a pod may take to end. */
export function gracePeriodOf(pod: KubeObject): number {
  if (hasEnded(pod) || stringField(pod, 'spec', 'nodeName') === undefined) return 0
  return numberField(pod, 'spec', 'terminationGracePeriodSeconds') ?? 30
}
