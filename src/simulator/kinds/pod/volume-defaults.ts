// What the server fills in for volumes of pods, and for the claims of a StatefulSet.
import { field, isJsonObject, listField } from '../../../object/kube-object.ts'
import type { Json, JsonObject } from '../../../object/kube-object.ts'
import { objectField } from '../../server/object-edits.ts'

/** 0644 */
const FILE_MODE = 420

const HOUR_S = 3600

/** A volume with its defaults; one without a source is an empty directory. */
export function volumeWithDefaults(volume: Json): Json {
  if (!isJsonObject(volume)) return volume
  const { name, ...sources } = volume
  const filled = Object.entries(sources).map(([kind, source]) => [kind, sourceWithDefaults(kind, source)] as const)
  const present = filled.length === 0 ? { emptyDir: {} } : Object.fromEntries(filled)
  return { ...(name === undefined ? {} : { name }), ...present }
}

/** A claim that a StatefulSet makes for each of its pods. */
export function claimWithDefaults(claim: Json): Json {
  if (!isJsonObject(claim)) return claim
  const spec = { volumeMode: 'Filesystem', ...objectField(claim, 'spec') }
  return { apiVersion: 'v1', kind: 'PersistentVolumeClaim', ...claim, spec, status: { phase: 'Pending' } }
}

function sourceWithDefaults(kind: string, source: Json | undefined): Json | undefined {
  if (!isJsonObject(source)) return source
  switch (kind) {
    case 'configMap':
    case 'secret':
      return { defaultMode: FILE_MODE, ...source }
    case 'downwardAPI':
      return { defaultMode: FILE_MODE, ...withItems(source) }
    case 'projected':
      return { defaultMode: FILE_MODE, ...source, sources: listField(source, 'sources').map(projection) }
    case 'hostPath':
      return { type: '', ...source }
    case 'ephemeral':
      return { ...source, volumeClaimTemplate: ephemeralClaim(objectField(source, 'volumeClaimTemplate')) }
    default:
      return source
  }
}

function projection(source: Json): Json {
  if (!isJsonObject(source)) return source
  const { serviceAccountToken: token, downwardAPI } = source
  return {
    ...source,
    ...(isJsonObject(token) ? { serviceAccountToken: { expirationSeconds: HOUR_S, ...token } } : {}),
    ...(isJsonObject(downwardAPI) ? { downwardAPI: withItems(downwardAPI) } : {}),
  }
}

function withItems(source: JsonObject): JsonObject {
  if (source['items'] === undefined) return source
  return { ...source, items: listField(source, 'items').map(item) }
}

function item(value: Json): Json {
  const ref = field(value, 'fieldRef')
  const resource = field(value, 'resourceFieldRef')
  if (!isJsonObject(value)) return value
  return {
    ...value,
    ...(isJsonObject(ref) ? { fieldRef: { apiVersion: 'v1', ...ref } } : {}),
    ...(isJsonObject(resource) ? { resourceFieldRef: { divisor: '0', ...resource } } : {}),
  }
}

function ephemeralClaim(template: JsonObject): JsonObject {
  return { ...template, spec: { volumeMode: 'Filesystem', ...objectField(template, 'spec') } }
}
