// Helm's marks of ownership: set on what we apply, asked of what is there. Without them Helm refuses its own objects.
import { withAnnotations } from '../../hook/annotations.ts'
import { readDirectives } from '../../hook/read-directives.ts'
import type { KubeObject } from '../../object/kube-object.ts'
import { stringField } from '../../object/kube-object.ts'
import { FILENAME_ANNOTATION } from '../stream/stream.ts'

/** A release. */
export interface ReleaseName {
  readonly name: string
  readonly namespace: string
}

const MANAGED_BY = 'app.kubernetes.io/managed-by'
const RELEASE_NAME = 'meta.helm.sh/release-name'
const RELEASE_NAMESPACE = 'meta.helm.sh/release-namespace'
const RESOURCE_POLICY = 'helm.sh/resource-policy'

/** The object as it is applied. `kept`: a hook that the last revision lists as a plain object, which Helm would delete now. */
export function markObject(object: KubeObject, release: ReleaseName, handling: 'plain' | 'kept'): KubeObject {
  const marked = withAnnotations(object, {
    [RELEASE_NAME]: release.name,
    [RELEASE_NAMESPACE]: release.namespace,
    ...(handling === 'kept' ? { [RESOURCE_POLICY]: 'keep' } : {}),
  })
  const { [FILENAME_ANNOTATION]: _, ...annotations } = marked.metadata.annotations ?? {}
  const labels = { ...object.metadata.labels, [MANAGED_BY]: 'Helm' }
  return { ...object, metadata: { ...object.metadata, labels, annotations } }
}

/** Whose an object is. */
export type Ownership =
  | { readonly owner: 'ours' | 'hook' }
  | {
      readonly owner: 'foreign'
      /** `belongs to release other in namespace infra` */
      readonly reason: string
    }

/** What an object that exists is needed for. */
export interface OwnershipQuestion {
  readonly release: ReleaseName
  readonly role: 'sync' | 'hook'
  /** The current revision's manifest names it. */
  readonly inManifest: boolean
}

/** Whose a live object is; `hook`: at a hook's name stands a hook, which may be replaced. */
export function ownershipOf(live: KubeObject, question: OwnershipQuestion): Ownership {
  const { release, role, inManifest } = question
  if (inManifest || isMarked(live, release)) return { owner: 'ours' }
  const { hook, helmHook } = readDirectives(live).facts
  const isHook = hook !== undefined || helmHook !== undefined
  return role === 'hook' && isHook ? { owner: 'hook' } : { owner: 'foreign', reason: whoseIsIt(live, release) }
}

function isMarked(live: KubeObject, release: ReleaseName): boolean {
  return (
    stringField(live, 'metadata', 'labels', MANAGED_BY) === 'Helm' &&
    stringField(live, 'metadata', 'annotations', RELEASE_NAME) === release.name &&
    stringField(live, 'metadata', 'annotations', RELEASE_NAMESPACE) === release.namespace
  )
}

function whoseIsIt(live: KubeObject, release: ReleaseName): string {
  const name = stringField(live, 'metadata', 'annotations', RELEASE_NAME)
  const namespace = stringField(live, 'metadata', 'annotations', RELEASE_NAMESPACE)
  if (name === undefined && namespace === undefined) return 'belongs to no release'
  if (name !== release.name || namespace !== release.namespace) {
    return `belongs to release ${name ?? '(unnamed)'} in namespace ${namespace ?? '(unnamed)'}`
  }
  return `is annotated for this release, but its label ${MANAGED_BY} is not Helm`
}
