// What the server refuses in metadata (kubernetes/apimachinery:pkg/api/validation/objectmeta.go).
import { listField } from '../../object/kube-object.ts'
import type { KubeObject } from '../../object/kube-object.ts'
import { compareText } from '../../object/resource-key.ts'
import { isBuiltInGroup } from '../schemas/resource-types.ts'
import type { ServedType } from '../schemas/resource-types.ts'
import { formed, invalid, required, requiredTexts, tooLong } from './causes.ts'
import type { Causes, Format } from './causes.ts'
import { labelName, labelValue, pathSegment, qualifiedName, subdomain } from './formats.ts'

const MAX_ANNOTATIONS_BYTES = 262_144

/** The finalizers without a domain: of the server's own. */
const OWN_FINALIZERS = new Set(['kubernetes', 'orphan', 'foregroundDeletion'])

/** What every namespace is labelled with. */
const NAME_LABEL = 'kubernetes.io/metadata.name'

/** The kinds whose name is part of a name in the DNS. */
const LABEL_NAMED = new Set(['Namespace', 'Service', 'StatefulSet'])

/** Why the metadata of an object cannot be stored. */
export function validateMetadata(type: ServedType, { metadata }: KubeObject): Causes {
  const { name = '', generateName = '', labels, finalizers = [] } = metadata
  const format = nameFormat(type)
  // Events are the only ones whose prefix is not looked at.
  const prefix = type.kind === 'Event' ? '' : generateName.replace(/-$/, 'a')
  return [
    ...format(prefix === '' ? 'a' : prefix).map((why) => invalid('metadata.generateName', generateName, why)),
    ...(name === ''
      ? [required('metadata.name', 'name or generateName is required')]
      : formed('metadata.name', name, format)),
    ...validateLabels('metadata.labels', isNamespace(type) ? { ...labels, [NAME_LABEL]: name } : labels),
    ...validateAnnotations('metadata.annotations', metadata.annotations),
    ...ownerCauses(metadata),
    ...finalizers.flatMap((finalizer) => formed('metadata.finalizers', finalizer, qualifiedName)),
    ...(hasOwnFinalizers(type) ? finalizers.flatMap(unqualified) : []),
  ]
}

/** Labels, or another map with such keys and values. */
export function validateLabels(path: string, labels: Readonly<Record<string, unknown>> = {}): Causes {
  return Object.entries(labels)
    .toSorted(([a], [b]) => compareText(a, b))
    .flatMap(([key, value]) => [
      ...formed(path, key, qualifiedName),
      ...(typeof value === 'string' ? formed(path, value, labelValue) : []),
    ])
}

/** Annotations: their keys and their size. */
export function validateAnnotations(path: string, annotations: Readonly<Record<string, unknown>> = {}): Causes {
  const keys = Object.keys(annotations).toSorted(compareText)
  const bytes = Object.entries(annotations).reduce(
    (sum, [key, value]) => sum + byteLength(key) + (typeof value === 'string' ? byteLength(value) : 0),
    0,
  )
  return [
    ...keys.flatMap((key) => qualifiedName(key.toLowerCase()).map((why) => invalid(path, key, why))),
    ...(bytes > MAX_ANNOTATIONS_BYTES ? [tooLong(path, MAX_ANNOTATIONS_BYTES)] : []),
  ]
}

const ENCODER = new TextEncoder()

/** Length in UTF-8. */
export function byteLength(text: string): number {
  return ENCODER.encode(text).length
}

function isNamespace({ group, kind }: ServedType): boolean {
  return group === '' && kind === 'Namespace'
}

function nameFormat({ group, kind }: ServedType): Format {
  if (group === 'rbac.authorization.k8s.io' || kind === 'APIService') return pathSegment
  const isLabel = (group === '' || group === 'apps') && LABEL_NAMED.has(kind)
  return isLabel ? labelName : subdomain
}

function ownerCauses(metadata: KubeObject['metadata']): Causes {
  const names = ['apiVersion', 'kind', 'name', 'uid']
  return listField(metadata, 'ownerReferences').flatMap((owner, at) =>
    requiredTexts(`metadata.ownerReferences[${at}]`, owner, names, 'must not be empty'),
  )
}

/** Definitions and API services are checked by servers of their own (kubernetes/apiextensions-apiserver:pkg/apis/apiextensions/validation). */
function hasOwnFinalizers({ group }: ServedType): boolean {
  return isBuiltInGroup(group) && group !== 'apiextensions.k8s.io' && group !== 'apiregistration.k8s.io'
}

function unqualified(finalizer: string, at: number): Causes {
  const why = 'name is neither a standard finalizer name nor is it fully qualified'
  return finalizer.includes('/') || OWN_FINALIZERS.has(finalizer)
    ? []
    : [invalid(`metadata.finalizers[${at}]`, finalizer, why)]
}
