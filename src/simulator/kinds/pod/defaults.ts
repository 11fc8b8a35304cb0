// Defaults of pods and their templates, and what admission and deletion make of a pod.
import { defined } from '../../../object/defined.ts'
import { listField, numberField, stringField } from '../../../object/kube-object.ts'
import type { Json, JsonObject, KubeObject } from '../../../object/kube-object.ts'
import { objectField } from '../../server/object-edits.ts'
import { hasEnded } from '../../stages/stage.ts'
import { withItems, withMaps } from '../inner-values.ts'
import type { MapChange } from '../inner-values.ts'
import { containerWithDefaults, runningContainer } from './container-defaults.ts'
import { volumeWithDefaults } from './volume-defaults.ts'

/** A pod template with its defaults. */
export function podTemplate(template: JsonObject): JsonObject {
  const spec = podSpec(objectField(template, 'spec'))
  return withMaps({ ...template, spec }, { metadata: withoutEmptyMaps })
}

/** The spec of a pod with its defaults. */
function podSpec(spec: JsonObject): JsonObject {
  const account = stringField(spec, 'serviceAccountName') ?? stringField(spec, 'serviceAccount')
  const complete = {
    dnsPolicy: 'ClusterFirst',
    restartPolicy: 'Always',
    schedulerName: 'default-scheduler',
    securityContext: {},
    terminationGracePeriodSeconds: 30,
    ...spec,
    ...defined({ serviceAccountName: account, serviceAccount: account }),
  }
  const containers = { containers: containerWithDefaults, initContainers: containerWithDefaults }
  return withItems(complete, { ...containers, volumes: volumeWithDefaults })
}

/** The spec of a pod itself, which is given more than a template. */
export function ownPodSpec(spec: JsonObject): JsonObject {
  const complete = podSpec(spec)
  const network = complete['hostNetwork'] === true ? 'of the node' : 'own'
  const running: MapChange = (container) => runningContainer(container, network)
  return { enableServiceLinks: true, ...withItems(complete, { containers: running, initContainers: running }) }
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
