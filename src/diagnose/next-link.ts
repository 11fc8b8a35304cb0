// What to look at next, where a cause only says that something waits for something else: a claim, a Service, what it owns. Pure.
import { condition, isTerminating } from '../health/condition.ts'
import { listField, stringField } from '../object/kube-object.ts'
import { isKubernetesGroup } from '../object/kubernetes-group.ts'
import type { Json, KubeObject } from '../object/kube-object.ts'
import { groupVersionKind } from '../object/resource-key.ts'
import type { GroupVersionKind } from '../object/resource-key.ts'
import type { Cause } from './cause.ts'
import type { Facts } from './facts.ts'
import { CLAIM_PROTECTION } from './leaving.ts'

/** What to look at: objects by name, what an object owns, or the pods that use a claim. */
export type NextLink =
  | {
      readonly look: 'named'
      readonly kind: GroupVersionKind
      readonly namespace: string
      readonly names: readonly string[]
    }
  | { readonly look: 'owned'; readonly kinds: readonly GroupVersionKind[]; readonly owner: KubeObject }
  | { readonly look: 'users'; readonly claim: KubeObject }

const CLAIM: GroupVersionKind = { group: '', version: 'v1', kind: 'PersistentVolumeClaim' }
const SERVICE: GroupVersionKind = { group: '', version: 'v1', kind: 'Service' }
const KUEUE = 'kueue.x-k8s.io'

/** What an object may own that has pods. */
const WORKLOADS: readonly GroupVersionKind[] = [
  { group: 'apps', version: 'v1', kind: 'Deployment' },
  { group: 'apps', version: 'v1', kind: 'StatefulSet' },
  { group: 'batch', version: 'v1', kind: 'Job' },
  { group: '', version: 'v1', kind: 'Pod' },
]

/** What kinds own that are no workloads; an empty version is the one that the server prefers. */
const OWNED: Readonly<Record<string, readonly GroupVersionKind[]>> = {
  'cert-manager.io/Certificate': [{ group: 'cert-manager.io', version: '', kind: 'CertificateRequest' }],
  'cert-manager.io/CertificateRequest': [{ group: 'acme.cert-manager.io', version: '', kind: 'Order' }],
  'acme.cert-manager.io/Order': [{ group: 'acme.cert-manager.io', version: '', kind: 'Challenge' }],
}

/** Undefined: the cause is a first one, or nobody knows where to look. */
export function nextLink(facts: Facts, cause: Cause): NextLink | undefined {
  const { object } = facts
  if (cause.code === 'Finalizer' && object.kind === CLAIM.kind && cause.cause.includes(CLAIM_PROTECTION)) {
    return { look: 'users', claim: object }
  }
  if (isTerminating(object)) return undefined
  if (cause.code === 'Unschedulable') return claimsOfPod(facts, cause)
  if (cause.code === 'Queued' && object.kind === 'Job') {
    return { look: 'owned', kinds: [{ group: KUEUE, version: '', kind: 'Workload' }], owner: object }
  }
  if (!['Health', 'Unknown', 'Warning'].includes(cause.code)) return undefined
  return object.kind === 'APIService' ? serviceOfApi(object) : ownedBy(facts)
}

/** The Service that a webhook's address in an error of the server names: `https://check.shop.svc:443/…`. */
export function serviceOfWebhook(message: string): NextLink | undefined {
  const [, name, namespace] = /https:\/\/([a-z0-9-]+)\.([a-z0-9-]+)\.svc[:/]/.exec(message) ?? []
  if (name !== undefined && namespace !== undefined) return { look: 'named', kind: SERVICE, namespace, names: [name] }
  return undefined
}

function claimsOfPod({ pods }: Facts, { pod, cause }: Cause): NextLink | undefined {
  const found = pods.find((item) => item.diagnosis.name === pod)?.pod
  if (found === undefined || !/persistentvolumeclaim/i.test(cause)) return undefined
  const names = listField(found, 'spec', 'volumes').flatMap((volume) => claimOf(volume, pod ?? '') ?? [])
  return { look: 'named', kind: CLAIM, namespace: found.metadata.namespace ?? '', names }
}

/** A claim that is made for a pod alone has the names of both (kubernetes:staging/src/k8s.io/component-helpers/storage/ephemeral). */
function claimOf(volume: Json, pod: string): string | undefined {
  const isOwn = typeof volume === 'object' && volume !== null && 'ephemeral' in volume
  return isOwn
    ? `${pod}-${stringField(volume, 'name') ?? ''}`
    : stringField(volume, 'persistentVolumeClaim', 'claimName')
}

function serviceOfApi(object: KubeObject): NextLink | undefined {
  const [name, namespace] = [
    stringField(object, 'spec', 'service', 'name'),
    stringField(object, 'spec', 'service', 'namespace'),
  ]
  if (condition(object, 'Available', 'False') === undefined || name === undefined) return undefined
  return { look: 'named', kind: SERVICE, namespace: namespace ?? 'default', names: [name] }
}

/** Custom resources alone, and only while their own controller does not say what is wrong. */
function ownedBy({ object, health }: Facts): NextLink | undefined {
  const { group, kind } = groupVersionKind(object)
  if (isKubernetesGroup(group) || object.metadata.namespace === undefined || health?.status === 'Degraded')
    return undefined
  return { look: 'owned', kinds: OWNED[`${group}/${kind}`] ?? WORKLOADS, owner: object }
}
