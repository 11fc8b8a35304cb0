// What the server refuses in claims, volumes and storage classes.
import { field, isJsonObject, jsonEqual, listField, stringField } from '../../../object/kube-object.ts'
import type { Json, JsonObject, KubeObject } from '../../../object/kube-object.ts'
import { objectField } from '../../server/object-edits.ts'
import { forbidden, formedText, invalid, oneOf, optional, required, unsupported } from '../../validation/causes.ts'
import type { Causes } from '../../validation/causes.ts'
import { qualifiedName, subdomain } from '../../validation/formats.ts'
import { immutable, textDiff } from '../../validation/immutable.ts'
import { formatQuantity, parseQuantity } from '../../../object/quantity.ts'

const ACCESS_MODES = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod']
const VOLUME_MODES = ['Block', 'Filesystem']
const RECLAIM_POLICIES = ['Delete', 'Recycle', 'Retain']

/** Fields of a volume that are not where its data is. */
const VOLUME_FIELDS = new Set([
  'accessModes',
  'capacity',
  'claimRef',
  'mountOptions',
  'nodeAffinity',
  'persistentVolumeReclaimPolicy',
  'storageClassName',
  'volumeAttributesClassName',
  'volumeMode',
])

/** Why a claim cannot be stored. */
export function validateClaim(object: KubeObject): Causes {
  return validateClaimSpec('spec', objectField(object, 'spec'))
}

/** Why there can be no claim as specified. */
export function validateClaimSpec(path: string, spec: JsonObject): Causes {
  const modes = listField(spec, 'accessModes')
  const storage = field(spec, 'resources', 'requests', 'storage')
  const at = `${path}.resources[storage]`
  return [
    ...(modes.length === 0 ? [required(`${path}.accessModes`, 'at least 1 access mode is required')] : []),
    ...modeCauses(`${path}.accessModes`, modes),
    ...(storage === undefined ? [required(at)] : []),
    ...sizeCauses(at, storage),
    ...optional(`${path}.storageClassName`, stringField(spec, 'storageClassName'), subdomain),
    ...oneOf(`${path}.volumeMode`, spec['volumeMode'], VOLUME_MODES),
  ]
}

/** Why a claim cannot become another one: only a bound one may grow. */
export function validateClaimUpdate(before: KubeObject, after: KubeObject): Causes {
  const [old, spec] = [objectField(before, 'spec'), objectField(after, 'spec')]
  const isBound = stringField(after, 'status', 'phase') === 'Bound'
  const wanted = {
    ...comparable(spec),
    ...(isBound
      ? { resources: comparable(old)['resources'], volumeAttributesClassName: old['volumeAttributesClassName'] }
      : {}),
    // A volume and a class are chosen once.
    ...(old['volumeName'] === undefined ? { volumeName: undefined } : {}),
    ...(old['storageClassName'] === undefined ? { storageClassName: undefined } : {}),
  }
  const why =
    'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims'
  return [
    ...(jsonEqual(wanted, comparable(old)) ? [] : [forbidden('spec', `${why}\n${textDiff(comparable(old), wanted)}`)]),
    ...shrinkCauses(before, after),
    ...immutable(old, spec, ['volumeMode']),
  ]
}

function shrinkCauses(before: KubeObject, after: KubeObject): Causes {
  const [old, next] = [before, after].map((claim) =>
    parseQuantity(field(claim, 'spec', 'resources', 'requests', 'storage')),
  )
  const actual = parseQuantity(field(before, 'status', 'capacity', 'storage'))?.nano ?? 0n
  return old !== undefined && next !== undefined && next.nano < old.nano && next.nano <= actual
    ? [forbidden('spec.resources.requests.storage', 'field can not be less than status.capacity')]
    : []
}

/** The same size is the same, however it is written. */
function comparable(spec: JsonObject): JsonObject {
  const resources = objectField(spec, 'resources')
  const size = parseQuantity(field(resources, 'requests', 'storage'))
  if (size === undefined) return spec
  const requests = { ...objectField(resources, 'requests'), storage: formatQuantity(size) }
  return { ...spec, resources: { ...resources, requests } }
}

/** Why a volume cannot be stored. */
export function validateVolume(object: KubeObject): Causes {
  const spec = objectField(object, 'spec')
  const modes = listField(spec, 'accessModes')
  const capacity = objectField(spec, 'capacity')
  const isOdd = capacity['storage'] === undefined || Object.keys(capacity).length > 1
  const shown = Object.keys(capacity).length === 0 ? null : capacity
  return [
    ...(modes.length === 0 ? [required('spec.accessModes')] : []),
    ...modeCauses('spec.accessModes', modes),
    ...(shown === null ? [required('spec.capacity')] : []),
    ...(isOdd ? [unsupported('spec.capacity', shown, ['storage'])] : []),
    ...sizeCauses('spec.capacity[storage]', capacity['storage']),
    ...oneOf('spec.persistentVolumeReclaimPolicy', spec['persistentVolumeReclaimPolicy'], RECLAIM_POLICIES),
    ...(Object.keys(sourceOf(spec)).length === 0 ? [required('spec', 'must specify a volume type')] : []),
    ...oneOf('spec.volumeMode', spec['volumeMode'], VOLUME_MODES),
  ]
}

/** Why a volume cannot become another one: its data stay where they are. */
export function validateVolumeUpdate(before: KubeObject, after: KubeObject): Causes {
  const [oldSpec, spec] = [objectField(before, 'spec'), objectField(after, 'spec')]
  const [old, next] = [sourceOf(oldSpec), sourceOf(spec)]
  const why = 'spec.persistentvolumesource is immutable after creation'
  return [
    ...(jsonEqual(old, next) ? [] : [forbidden('spec.persistentvolumesource', `${why}\n${textDiff(old, next)}`)]),
    ...immutable(oldSpec, spec, ['volumeMode']),
  ]
}

function sourceOf(spec: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(spec).filter(([name, value]) => !VOLUME_FIELDS.has(name) && isJsonObject(value)),
  )
}

/** Why a StorageClass cannot be stored. */
export function validateStorageClass(object: KubeObject): Causes {
  return [
    ...formedText('provisioner', stringField(object, 'provisioner')?.toLowerCase(), qualifiedName),
    ...oneOf('reclaimPolicy', object['reclaimPolicy'], ['Delete', 'Retain']),
    ...oneOf('volumeBindingMode', object['volumeBindingMode'], ['Immediate', 'WaitForFirstConsumer']),
  ]
}

/** Why a StorageClass cannot become another one. The server does not show the values. */
export function validateStorageClassUpdate(before: KubeObject, after: KubeObject): Causes {
  return immutable(before, after, ['provisioner', 'parameters', 'reclaimPolicy', 'volumeBindingMode'], 'hidden')
}

function sizeCauses(path: string, value: Json | undefined): Causes {
  const size = parseQuantity(value)
  return size !== undefined && size.nano <= 0n ? [invalid(path, formatQuantity(size), 'must be greater than zero')] : []
}

function modeCauses(path: string, modes: readonly Json[]): Causes {
  const isMixed = modes.includes('ReadWriteOncePod') && modes.length > 1
  return [
    ...modes.flatMap((mode) => oneOf(path, mode, ACCESS_MODES)),
    ...(isMixed ? [forbidden(path, 'may not use ReadWriteOncePod with other access modes')] : []),
  ]
}
