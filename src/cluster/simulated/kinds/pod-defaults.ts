// Defaults of pods and their templates, and what admission and deletion make of a pod.
import { isJsonObject, listField, numberField, stringField } from '../../../manifest/kube-object.ts'
import type { Json, JsonObject, KubeObject } from '../../../manifest/kube-object.ts'
import { objectField } from '../server/object-edits.ts'

/** A pod template with its defaults. */
export function podTemplate(template: JsonObject): JsonObject {
  const { metadata } = template
  const spec = podSpec(objectField(template, 'spec'))
  return metadata === undefined
    ? { ...template, spec }
    : { ...template, metadata: withoutEmptyMaps(objectField(template, 'metadata')), spec }
}

/** The spec of a pod with its defaults. */
export function podSpec(spec: JsonObject): JsonObject {
  const { initContainers } = spec
  return {
    dnsPolicy: 'ClusterFirst',
    restartPolicy: 'Always',
    schedulerName: 'default-scheduler',
    securityContext: {},
    terminationGracePeriodSeconds: 30,
    ...spec,
    containers: listField(spec, 'containers').map(container),
    ...(initContainers === undefined ? {} : { initContainers: listField(spec, 'initContainers').map(container) }),
  }
}

function container(value: Json): Json {
  if (!isJsonObject(value)) return value
  const image = stringField(value, 'image') ?? ''
  const tag = /:([^:/]+)$/.exec(image)?.[1]
  const isLatest = !image.includes('@') && (tag === undefined || tag === 'latest')
  const { ports } = value
  return {
    imagePullPolicy: isLatest ? 'Always' : 'IfNotPresent',
    resources: {},
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    ...value,
    ...(ports === undefined ? {} : { ports: listField(value, 'ports').map(withProtocol) }),
  }
}

function withProtocol(port: Json): Json {
  return isJsonObject(port) ? { protocol: 'TCP', ...port } : port
}

/** What admission puts into every pod. */
export function admittedPodSpec(spec: JsonObject): JsonObject {
  const toleration = (key: string): JsonObject => ({
    key,
    operator: 'Exists',
    effect: 'NoExecute',
    tolerationSeconds: 300,
  })
  const tolerations = [
    ...listField(spec, 'tolerations'),
    toleration('node.kubernetes.io/not-ready'),
    toleration('node.kubernetes.io/unreachable'),
  ]
  return { enableServiceLinks: true, preemptionPolicy: 'PreemptLowerPriority', priority: 0, ...spec, tolerations }
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
  const phase = stringField(pod, 'status', 'phase')
  const hasEnded = phase === 'Succeeded' || phase === 'Failed'
  if (hasEnded || stringField(pod, 'spec', 'nodeName') === undefined) return 0
  return numberField(pod, 'spec', 'terminationGracePeriodSeconds') ?? 30
}
