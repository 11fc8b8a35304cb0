// What the server fills in for volumes of pods, and for the claims of a StatefulSet.
import type { JsonObject } from '../../../object/kube-object.ts'
import { objectField } from '../../server/object-edits.ts'
import { filledWith, withItems, withMaps } from '../inner-values.ts'
import type { MapChange } from '../inner-values.ts'
import { withReferences } from './container-defaults.ts'

/** 0644 */
const FILE_MODE = 420

const HOUR_S = 3600

/** A volume with its defaults; one without a source is an empty directory. */
export function volumeWithDefaults(volume: JsonObject): JsonObject {
  const hasSource = Object.keys(volume).some((name) => name !== 'name')
  return hasSource ? withMaps(volume, SOURCES) : { ...volume, emptyDir: {} }
}

/** A claim that a StatefulSet makes for each of its pods. */
export function claimWithDefaults(claim: JsonObject): JsonObject {
  return { apiVersion: 'v1', kind: 'PersistentVolumeClaim', ...claimTemplate(claim), status: { phase: 'Pending' } }
}

function claimTemplate(template: JsonObject): JsonObject {
  return { ...template, spec: { volumeMode: 'Filesystem', ...objectField(template, 'spec') } }
}

const files = filledWith({ defaultMode: FILE_MODE })

const SOURCES: Readonly<Record<string, MapChange>> = {
  configMap: files,
  secret: files,
  downwardAPI: (source) => files(podFields(source)),
  projected: (source) => files(withItems(source, { sources: projection })),
  hostPath: filledWith({ type: '' }),
  ephemeral: (source) => withMaps(source, { volumeClaimTemplate: claimTemplate }),
}

function projection(source: JsonObject): JsonObject {
  const serviceAccountToken = filledWith({ expirationSeconds: HOUR_S })
  return withMaps(source, { serviceAccountToken, downwardAPI: podFields })
}

function podFields(source: JsonObject): JsonObject {
  return withItems(source, { items: withReferences })
}
