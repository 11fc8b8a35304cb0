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
