// Helm's records of a release, as Secrets or ConfigMaps → data. Unpacks with zlib; asks no cluster.
import { gunzipSync } from 'node:zlib'
import { EXIT_CODES, HooksyncError } from '../../errors.ts'
import { MOST_BYTES } from '../../io/read-all.ts'
import { parseJson } from '../../object/json.ts'
import { numberField, stringField } from '../../object/kube-object.ts'
import type { Json, KubeObject } from '../../object/kube-object.ts'
import { parseManifests } from '../../manifest/parse-manifests.ts'
import { keyOf } from '../../object/resource-key.ts'
import type { ResourceKey } from '../../object/resource-key.ts'

/** A revision by its labels; what it holds is unpacked only when it is needed. */
export interface ReleaseRevision {
  readonly version: number
  /** `deployed`, `failed`, `superseded`, `uninstalled`, `pending-upgrade`, … */
  readonly status: string
  readonly object: KubeObject
}

/** What a revision holds. */
export interface ReleaseRecord {
  readonly namespace: string
  readonly version: number
  /** What Helm applied, as the manifest says it. */
  readonly objects: readonly KubeObject[]
  /** `ssa` or `csa`; undefined for a revision of Helm 3. */
  readonly applyMethod: string | undefined
}

/** The labels that find the revisions of a release. */
export function releaseSelector(release: string): string {
  return `owner=helm,name=${release}`
}

/** The revisions among the objects that were found, oldest first. */
export function revisionsOf(objects: readonly KubeObject[]): readonly ReleaseRevision[] {
  const revisions = objects.flatMap((object) => {
    const version = Number(object.metadata.labels?.['version'])
    const status = object.metadata.labels?.['status']
    return Number.isSafeInteger(version) && status !== undefined ? [{ version, status, object }] : []
  })
  return revisions.toSorted((a, b) => a.version - b.version)
}

/** Unpacks a revision; a Secret's data is wrapped once more by the API. */
export function readRevision({ object }: ReleaseRevision, storage: 'secret' | 'configmap'): ReleaseRecord {
  const data = stringField(object, 'data', 'release') ?? ''
  try {
    const packed = Buffer.from(storage === 'secret' ? Buffer.from(data, 'base64').toString('latin1') : data, 'base64')
    const isZipped = packed[0] === 0x1f && packed[1] === 0x8b && packed[2] === 0x08
    return recordOf(
      parseJson((isZipped ? gunzipSync(packed, { maxOutputLength: MOST_BYTES }) : packed).toString('utf8')),
    )
  } catch (error) {
    const what = `the release record ${object.metadata.namespace ?? ''}/${object.metadata.name ?? ''}`
    const hint = 'helm history shows whether Helm itself can read it'
    throw new HooksyncError(`${what} cannot be read`, { exitCode: EXIT_CODES.cluster, hint, cause: error })
  }
}

/** Whether a revision's manifest names an object. */
export function holdsResource(record: ReleaseRecord, key: ResourceKey): boolean {
  return findResource(record, key) !== undefined
}

/** The same for an object of this release, as its chart says it. */
export function listsObject(record: ReleaseRecord, object: KubeObject): boolean {
  const key = keyOf(object)
  return holdsResource(record, key.namespace === '' ? { ...key, namespace: record.namespace } : key)
}

/** An object as a revision's manifest says it; its own namespace may stand for none. */
export function findResource(record: ReleaseRecord, key: ResourceKey): KubeObject | undefined {
  return record.objects.find((object) => {
    const { group, kind, namespace, name } = keyOf(object)
    return (
      group === key.group &&
      kind === key.kind &&
      name === key.name &&
      (namespace === key.namespace || key.namespace === '' || (namespace === '' && key.namespace === record.namespace))
    )
  })
}

function recordOf(release: Json): ReleaseRecord {
  const { manifests } = parseManifests([{ name: '<release>', text: stringField(release, 'manifest') ?? '' }])
  return {
    namespace: stringField(release, 'namespace') ?? '',
    version: numberField(release, 'version') ?? 0,
    objects: manifests.map(({ object }) => object),
    applyMethod: stringField(release, 'apply_method') || undefined,
  }
}
