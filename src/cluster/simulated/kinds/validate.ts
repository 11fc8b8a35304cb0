// What the server refuses in an object: names, required and immutable fields, sizes. Only what users meet.
import { isJsonObject, jsonEqual, listField, stringField } from '../../../manifest/kube-object.ts'
import type { Json, KubeObject } from '../../../manifest/kube-object.ts'
import { compareText } from '../../../manifest/resource-key.ts'
import { objectField } from '../server/object-edits.ts'
import { isBuiltInGroup } from './resource-types.ts'
import type { ServedType } from './resource-types.ts'

const SUBDOMAIN = String.raw`[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*`
const LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?'

const MAX_ANNOTATIONS_BYTES = 262_144

/** Why an object cannot be stored, in the server's words; empty when it can. */
export function validateObject(type: ServedType, object: KubeObject): readonly string[] {
  const byKind = isBuiltInGroup(type.group) && Object.hasOwn(BY_KIND, type.kind) ? BY_KIND[type.kind] : undefined
  return [
    ...validateName(type, object.metadata.name ?? ''),
    ...validateAnnotations(object),
    ...(byKind?.(object) ?? []),
  ]
}

/** Why an object cannot become another one. */
export function validateUpdate(type: ServedType, before: KubeObject, after: KubeObject): readonly string[] {
  if (type.group === 'batch' && type.kind === 'Job') {
    return immutable(before, after, [
      ['spec', 'selector'],
      ['spec', 'completionMode'],
      ['spec', 'template'],
    ])
  }
  if (type.group === 'apps') {
    if (type.kind === 'StatefulSet') return validateStatefulSetUpdate(before, after)
    return immutable(before, after, [['spec', 'selector']])
  }
  if (type.group === '' && (type.kind === 'ConfigMap' || type.kind === 'Secret') && before['immutable'] === true) {
    const isSame = jsonEqual(before['data'], after['data']) && after['immutable'] === true
    return isSame ? [] : ['data: Forbidden: field is immutable when `immutable` is set']
  }
  if (type.group === '' && type.kind === 'Secret') return immutable(before, after, [['type']])
  if (type.group === 'rbac.authorization.k8s.io' && type.kind.endsWith('Binding')) {
    const { apiGroup = '', kind = '', name = '' } = objectField(after, 'roleRef')
    const shown = compact({ APIGroup: apiGroup, Kind: kind, Name: name })
    return jsonEqual(before['roleRef'], after['roleRef'])
      ? []
      : [`roleRef: Invalid value: ${shown}: field is immutable`]
  }
  return []
}

function validateStatefulSetUpdate(before: KubeObject, after: KubeObject): readonly string[] {
  const fields = ['volumeClaimTemplates', 'serviceName', 'selector', 'podManagementPolicy'].map((name) => [
    'spec',
    name,
  ])
  const problems = immutable(before, after, fields)
  if (problems.length > 0) return problems
  const mutable = new Set([
    'replicas',
    'ordinals',
    'template',
    'updateStrategy',
    'revisionHistoryLimit',
    'persistentVolumeClaimRetentionPolicy',
    'minReadySeconds',
  ])
  const fixed = (object: KubeObject): Json =>
    Object.fromEntries(Object.entries(objectField(object, 'spec')).filter(([name]) => !mutable.has(name)))
  return jsonEqual(fixed(before), fixed(after))
    ? []
    : [
        "spec: Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden",
      ]
}

function immutable(before: KubeObject, after: KubeObject, paths: readonly (readonly string[])[]): readonly string[] {
  return paths
    .filter((path) => !jsonEqual(valueOf(before, path), valueOf(after, path)))
    .map((path) => `${path.join('.')}: Invalid value: ${compact(valueOf(after, path))}: field is immutable`)
}

function valueOf(object: KubeObject, path: readonly string[]): Json | undefined {
  let current: Json | undefined = object
  for (const name of path) current = isJsonObject(current) ? current[name] : undefined
  return current
}

function compact(value: Json | undefined): string {
  return JSON.stringify(value ?? null, (_, child) => (typeof child === 'bigint' ? Number(child) : child))
}

function definitionName(object: KubeObject): readonly string[] {
  const wanted = `${stringField(object, 'spec', 'names', 'plural')}.${stringField(object, 'spec', 'group')}`
  const { name = '' } = object.metadata
  return name === wanted ? [] : [`metadata.name: Invalid value: "${name}": must be spec.names.plural+"."+spec.group`]
}

function validateName(type: ServedType, name: string): readonly string[] {
  if (name === '') return ['metadata.name: Required value: name or generateName is required']
  if (type.group === 'rbac.authorization.k8s.io' || type.kind === 'APIService') {
    return /[/%]/.test(name) ? [`metadata.name: Invalid value: "${name}": may not contain '/'`] : []
  }
  const isLabel = type.group === '' && (type.kind === 'Namespace' || type.kind === 'Service')
  const limit = isLabel ? 63 : 253
  const problems: string[] = []
  if (isLabel && !new RegExp(`^${LABEL}$`).test(name)) {
    problems.push(
      `metadata.name: Invalid value: "${name}": a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '${LABEL}')`,
    )
  }
  if (!isLabel && !new RegExp(`^${SUBDOMAIN}$`).test(name)) {
    problems.push(
      `metadata.name: Invalid value: "${name}": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '${SUBDOMAIN}')`,
    )
  }
  if (name.length > limit) problems.push(`metadata.name: Invalid value: "${name}": must be no more than ${limit} bytes`)
  return problems
}

function validateAnnotations(object: KubeObject): readonly string[] {
  const bytes = Object.entries(object.metadata.annotations ?? {}).reduce(
    (sum, [name, value]) => sum + byteLength(name) + byteLength(value),
    0,
  )
  return bytes > MAX_ANNOTATIONS_BYTES
    ? [`metadata.annotations: Too long: may not be more than ${MAX_ANNOTATIONS_BYTES} bytes`]
    : []
}

/** Length in UTF-8. */
export function byteLength(text: string): number {
  return new TextEncoder().encode(text).length
}

const BY_KIND: Readonly<Record<string, (object: KubeObject) => readonly string[]>> = {
  ConfigMap: (object) => [...dataKeys(object, 'data'), ...dataKeys(object, 'binaryData')],
  Secret: (object) => dataKeys(object, 'data'),
  Pod: (object) => validatePodSpec(object, ['spec'], 'pod'),
  Deployment: (object) => [
    ...validateSelector(object),
    ...validatePodSpec(object, ['spec', 'template', 'spec'], 'endless'),
  ],
  ReplicaSet: (object) => [
    ...validateSelector(object),
    ...validatePodSpec(object, ['spec', 'template', 'spec'], 'endless'),
  ],
  StatefulSet: (object) => [
    ...validateSelector(object),
    ...validatePodSpec(object, ['spec', 'template', 'spec'], 'endless'),
  ],
  DaemonSet: (object) => [
    ...validateSelector(object),
    ...validatePodSpec(object, ['spec', 'template', 'spec'], 'endless'),
  ],
  Job: (object) => validatePodSpec(object, ['spec', 'template', 'spec'], 'job'),
  Service: (object) => {
    const hasPorts = listField(object, 'spec', 'ports').length > 0
    const needsNone =
      stringField(object, 'spec', 'type') === 'ExternalName' || stringField(object, 'spec', 'clusterIP') === 'None'
    return hasPorts || needsNone ? [] : ['spec.ports: Required value']
  },
  CustomResourceDefinition: definitionName,
  ClusterRoleBinding: subjects,
}

/** Only a binding without a namespace has to say where its ServiceAccounts live. */
function subjects(object: KubeObject): readonly string[] {
  return listField(object, 'subjects').flatMap((subject, at) =>
    stringField(subject, 'kind') === 'ServiceAccount' && (stringField(subject, 'namespace') ?? '') === ''
      ? [`subjects[${at}].namespace: Required value`]
      : [],
  )
}

function dataKeys(object: KubeObject, name: string): readonly string[] {
  return Object.keys(objectField(object, name))
    .filter((key) => !/^[-._a-zA-Z0-9]+$/.test(key))
    .toSorted(compareText)
    .map(
      (key) =>
        `${name}[${key}]: Invalid value: "${key}": a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')`,
    )
}

function validateSelector(object: KubeObject): readonly string[] {
  const selector = objectField(object, 'spec', 'selector')
  if (Object.keys(selector).length === 0) return ['spec.selector: Required value']
  const labels = objectField(object, 'spec', 'template', 'metadata', 'labels')
  const isMatched = Object.entries(objectField(selector, 'matchLabels')).every(
    ([name, value]) => labels[name] === value,
  )
  const shown = compact(Object.keys(labels).length === 0 ? null : labels)
  return isMatched
    ? []
    : [`spec.template.metadata.labels: Invalid value: ${shown}: \`selector\` does not match template \`labels\``]
}

function validatePodSpec(
  object: KubeObject,
  path: readonly string[],
  use: 'pod' | 'endless' | 'job',
): readonly string[] {
  const spec = objectField(object, ...path)
  const at = path.join('.')
  const containers = listField(spec, 'containers')
  const problems = containers.length === 0 ? [`${at}.containers: Required value`] : []
  for (const list of ['initContainers', 'containers']) {
    for (const [index, item] of listField(spec, list).entries()) {
      if ((stringField(item, 'name') ?? '') === '') problems.push(`${at}.${list}[${index}].name: Required value`)
      if ((stringField(item, 'image') ?? '') === '') problems.push(`${at}.${list}[${index}].image: Required value`)
    }
  }
  const policy = stringField(spec, 'restartPolicy') ?? 'Always'
  if (use === 'endless' && policy !== 'Always') {
    problems.push(`${at}.restartPolicy: Unsupported value: "${policy}": supported values: "Always"`)
  }
  if (use === 'job' && policy === 'Always') {
    problems.push(`${at}.restartPolicy: Required value: valid values: "OnFailure", "Never"`)
  }
  return problems
}
