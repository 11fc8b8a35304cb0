// Kinds that no rule judges because there is nothing to judge: they only hold settings. Judges nothing.
import { isKubernetesGroup } from '../object/kubernetes-group.ts'
import type { ResourceKey } from '../object/resource-key.ts'

/** By group, the kinds that have no status, or none that tells of being done. */
const SETTINGS_ONLY: Readonly<Record<string, readonly string[]>> = {
  'argoproj.io': [
    'AppProject',
    'ClusterAnalysisTemplate',
    'AnalysisTemplate',
    'ClusterWorkflowTemplate',
    'WorkflowTemplate',
  ],
  'cilium.io': ['CiliumClusterwideNetworkPolicy', 'CiliumNetworkPolicy'],
  'constraints.gatekeeper.sh': ['*'],
  'crd.projectcalico.org': ['*'],
  'k8s.cni.cncf.io': ['NetworkAttachmentDefinition'],
  'keda.sh': ['ClusterTriggerAuthentication', 'TriggerAuthentication'],
  'monitoring.coreos.com': [
    'AlertmanagerConfig',
    'PodMonitor',
    'Probe',
    'PrometheusRule',
    'ScrapeConfig',
    'ServiceMonitor',
  ],
  'networking.istio.io': ['*'],
  'policy.linkerd.io': ['*'],
  'projectcalico.org': ['*'],
  'secrets-store.csi.x-k8s.io': ['SecretProviderClass'],
  'security.istio.io': ['*'],
  'snapshot.storage.k8s.io': ['VolumeSnapshotClass'],
  'tekton.dev': ['ClusterTask', 'Pipeline', 'StepAction', 'Task'],
  'telemetry.istio.io': ['*'],
  'traefik.containo.us': ['*'],
  'traefik.io': ['*'],
}

/** Whether a kind without a rule is one whose status an operator writes, as far as its name tells. */
export function mayHaveStatus({ group, kind }: Pick<ResourceKey, 'group' | 'kind'>): boolean {
  if (isKubernetesGroup(group)) return false
  const kinds = Object.hasOwn(SETTINGS_ONLY, group) ? SETTINGS_ONLY[group] : undefined
  return kinds === undefined || (!kinds.includes('*') && !kinds.includes(kind))
}

/** Kinds of Kubernetes without a status, as a rule for one of them writes each. */
const STATUSLESS = [
  'ConfigMap',
  'Secret',
  'ServiceAccount',
  'Endpoints',
  'LimitRange',
  'PodTemplate',
  'discovery.k8s.io/EndpointSlice',
  'networking.k8s.io/NetworkPolicy',
  'networking.k8s.io/IngressClass',
  'rbac.authorization.k8s.io/Role',
  'rbac.authorization.k8s.io/RoleBinding',
  'rbac.authorization.k8s.io/ClusterRole',
  'rbac.authorization.k8s.io/ClusterRoleBinding',
  'scheduling.k8s.io/PriorityClass',
  'storage.k8s.io/StorageClass',
  'storage.k8s.io/CSIDriver',
  'node.k8s.io/RuntimeClass',
  'admissionregistration.k8s.io/MutatingWebhookConfiguration',
  'admissionregistration.k8s.io/ValidatingWebhookConfiguration',
]

/** Whether a kind is one of Kubernetes that never has a status. */
export function neverHasStatus({ group, kind }: Pick<ResourceKey, 'group' | 'kind'>): boolean {
  return STATUSLESS.includes(group === '' ? kind : `${group}/${kind}`)
}
