// The kinds that a cluster must serve for manifests that neither define them nor use only built-in ones. Pure.
import { listField, stringField } from '../../object/kube-object.ts'
import type { KubeObject } from '../../object/kube-object.ts'
import { pluralOf } from '../../object/kind-word.ts'
import { groupVersionKind } from '../../object/resource-key.ts'
import type { ResourceType } from '../../cluster/port.ts'
import { isBuiltInGroup } from './resource-types.ts'

/** Well-known groups that have no kind with namespaces. */
const CLUSTER_GROUPS = new Set([
  'apiextensions.crossplane.io',
  'config.openshift.io',
  'console.openshift.io',
  'constraints.gatekeeper.sh',
  'machineconfiguration.openshift.io',
  'operator.tekton.dev',
  'pkg.crossplane.io',
  'templates.gatekeeper.sh',
  'user.openshift.io',
])

/** Well-known kinds without namespaces. */
const CLUSTER_SCOPED = new Set([
  'cilium.io/CiliumClusterwideNetworkPolicy',
  'cluster.open-cluster-management.io/ManagedCluster',
  'cluster.open-cluster-management.io/ManagedClusterSet',
  'crd.projectcalico.org/GlobalNetworkPolicy',
  'datasciencecluster.opendatahub.io/DataScienceCluster',
  'dscinitialization.opendatahub.io/DSCInitialization',
  'gateway.networking.k8s.io/GatewayClass',
  'karpenter.k8s.aws/EC2NodeClass',
  'karpenter.sh/NodePool',
  'kataconfiguration.openshift.io/KataConfig',
  'kueue.x-k8s.io/ResourceFlavor',
  'kyverno.io/ClusterPolicy',
  'kyverno.io/GlobalContextEntry',
  'oauth.openshift.io/OAuthClient',
  'observability.openshift.io/UIPlugin',
  'project.openshift.io/Project',
  'security.openshift.io/SecurityContextConstraints',
  'snapshot.storage.k8s.io/VolumeSnapshotClass',
  'snapshot.storage.k8s.io/VolumeSnapshotContent',
])

/** Their names begin with Cluster, and they have namespaces all the same. */
const NAMESPACED = new Set(['operators.coreos.com/ClusterServiceVersion'])

/**
 * The types that are taken to be served: of groups that are not Kubernetes' own and that no definition among the objects
 * brings. Their scope is a guess from the namespace written in them, from well-known kinds and from the kind's name.
 */
export function assumedTypes(objects: readonly KubeObject[]): readonly ResourceType[] {
  const defined = new Set(objects.flatMap(definedKind))
  const assumed = new Map<string, ResourceType>()
  for (const object of objects) {
    const kind = groupVersionKind(object)
    const name = `${kind.group}/${kind.kind}`
    if (isBuiltInGroup(kind.group) || defined.has(name)) continue
    const id = `${name} ${kind.version}`
    const placed = object.metadata.namespace !== undefined || assumed.get(id)?.namespaced === true
    // What is known counts more than a namespace written in an object: the server ignores that.
    const isKnown = CLUSTER_GROUPS.has(kind.group) || CLUSTER_SCOPED.has(name)
    const namespaced = !isKnown && (placed || NAMESPACED.has(name) || !/^Cluster[A-Z]/.test(kind.kind))
    assumed.set(id, { ...kind, plural: pluralOf(kind.kind), namespaced })
  }
  return [...assumed.values()]
}

function definedKind(object: KubeObject): readonly string[] {
  if (object.kind !== 'CustomResourceDefinition' || listField(object, 'spec', 'versions').length === 0) return []
  return [`${stringField(object, 'spec', 'group') ?? ''}/${stringField(object, 'spec', 'names', 'kind') ?? ''}`]
}
