// The types that a plain API server of 1.37 serves, as a table.
import type { ResourceType } from '../../cluster/port.ts'
import { groupVersionKind } from '../../object/resource-key.ts'

/** A type and what the server does with it. */
export interface ServedType extends ResourceType {
  /** Status is written through its own subresource only. */
  readonly hasStatus: boolean
  /** metadata.generation counts changes of the spec. */
  readonly hasGeneration: boolean
}

// One type a line: `Kind plural flags`; n = namespaced, s = status subresource, g = generation.
const TABLE: Readonly<Record<string, string>> = {
  v1: `
    Binding bindings n
    ConfigMap configmaps n
    Endpoints endpoints n
    Event events n
    LimitRange limitranges n
    Namespace namespaces s
    Node nodes s
    PersistentVolume persistentvolumes s
    PersistentVolumeClaim persistentvolumeclaims ns
    Pod pods nsg
    PodTemplate podtemplates n
    ReplicationController replicationcontrollers nsg
    ResourceQuota resourcequotas ns
    Secret secrets n
    Service services ns
    ServiceAccount serviceaccounts n`,
  'apps/v1': `
    ControllerRevision controllerrevisions n
    DaemonSet daemonsets nsg
    Deployment deployments nsg
    ReplicaSet replicasets nsg
    StatefulSet statefulsets nsg`,
  'batch/v1': `
    CronJob cronjobs nsg
    Job jobs nsg`,
  'autoscaling/v2': `
    HorizontalPodAutoscaler horizontalpodautoscalers nsg`,
  'autoscaling/v1': `
    HorizontalPodAutoscaler horizontalpodautoscalers nsg`,
  'networking.k8s.io/v1': `
    Ingress ingresses nsg
    IngressClass ingressclasses g
    IPAddress ipaddresses -
    NetworkPolicy networkpolicies ng
    ServiceCIDR servicecidrs s`,
  'policy/v1': `
    PodDisruptionBudget poddisruptionbudgets nsg`,
  'rbac.authorization.k8s.io/v1': `
    ClusterRole clusterroles -
    ClusterRoleBinding clusterrolebindings -
    Role roles n
    RoleBinding rolebindings n`,
  'storage.k8s.io/v1': `
    CSIDriver csidrivers -
    CSINode csinodes -
    CSIStorageCapacity csistoragecapacities n
    StorageClass storageclasses -
    VolumeAttachment volumeattachments s
    VolumeAttributesClass volumeattributesclasses -`,
  'apiextensions.k8s.io/v1': `
    CustomResourceDefinition customresourcedefinitions sg`,
  'apiregistration.k8s.io/v1': `
    APIService apiservices s`,
  'coordination.k8s.io/v1': `
    Lease leases n`,
  'admissionregistration.k8s.io/v1': `
    MutatingAdmissionPolicy mutatingadmissionpolicies g
    MutatingAdmissionPolicyBinding mutatingadmissionpolicybindings g
    MutatingWebhookConfiguration mutatingwebhookconfigurations g
    ValidatingAdmissionPolicy validatingadmissionpolicies sg
    ValidatingAdmissionPolicyBinding validatingadmissionpolicybindings g
    ValidatingWebhookConfiguration validatingwebhookconfigurations g`,
  'scheduling.k8s.io/v1': `
    PriorityClass priorityclasses g`,
  'discovery.k8s.io/v1': `
    EndpointSlice endpointslices ng`,
  'certificates.k8s.io/v1': `
    CertificateSigningRequest certificatesigningrequests s`,
  'events.k8s.io/v1': `
    Event events n`,
  'node.k8s.io/v1': `
    RuntimeClass runtimeclasses -`,
  'flowcontrol.apiserver.k8s.io/v1': `
    FlowSchema flowschemas sg
    PriorityLevelConfiguration prioritylevelconfigurations sg`,
  'resource.k8s.io/v1': `
    DeviceClass deviceclasses g
    ResourceClaim resourceclaims ns
    ResourceClaimTemplate resourceclaimtemplates n
    ResourceSlice resourceslices g`,
}

/** All built-in types. */
export const BUILT_IN_TYPES: readonly ServedType[] = Object.entries(TABLE).flatMap(([apiVersion, lines]) =>
  lines
    .trim()
    .split('\n')
    .map((line) => parseLine(apiVersion, line.trim())),
)

const BUILT_IN_GROUPS = new Set(BUILT_IN_TYPES.map(({ group }) => group))

/** Whether the group is one of Kubernetes' own, whose schemas the server knows by heart. */
export function isBuiltInGroup(group: string): boolean {
  return BUILT_IN_GROUPS.has(group)
}

function parseLine(apiVersion: string, line: string): ServedType {
  const [kind = '', plural = '', flags = ''] = line.split(' ')
  return {
    ...groupVersionKind({ apiVersion, kind }),
    plural,
    namespaced: flags.includes('n'),
    hasStatus: flags.includes('s'),
    hasGeneration: flags.includes('g'),
  }
}
