// Which API groups are Kubernetes' own. That a group ends with k8s.io does not tell: its other projects' kinds are custom resources.

/** Those that an API server has types for (kubernetes/client-go:kubernetes/scheme/register.go), with its two extension servers. */
const KUBERNETES_GROUPS: ReadonlySet<string> = new Set([
  '',
  'admissionregistration.k8s.io',
  'apiextensions.k8s.io',
  'apiregistration.k8s.io',
  'apps',
  'authentication.k8s.io',
  'authorization.k8s.io',
  'autoscaling',
  'batch',
  'certificates.k8s.io',
  'coordination.k8s.io',
  'discovery.k8s.io',
  'events.k8s.io',
  'extensions',
  'flowcontrol.apiserver.k8s.io',
  'internal.apiserver.k8s.io',
  'lifecycle.k8s.io',
  'networking.k8s.io',
  'node.k8s.io',
  'policy',
  'rbac.authorization.k8s.io',
  'resource.k8s.io',
  'scheduling.k8s.io',
  'storage.k8s.io',
  'storagemigration.k8s.io',
])

/** Whether the kinds of a group come with Kubernetes; all others are custom resources, or an aggregated server's. */
export function isKubernetesGroup(group: string): boolean {
  return KUBERNETES_GROUPS.has(group)
}
