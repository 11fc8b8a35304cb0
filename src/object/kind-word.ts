// What people write for a kind, as kubectl takes it: the kind, its plural or its short name, in any case. Pure.
import { own } from './kube-object.ts'

/** What kubectl calls these kinds for short. */
const SHORT_NAMES: Readonly<Record<string, string>> = {
  cj: 'CronJob',
  cm: 'ConfigMap',
  crd: 'CustomResourceDefinition',
  deploy: 'Deployment',
  ds: 'DaemonSet',
  hpa: 'HorizontalPodAutoscaler',
  ing: 'Ingress',
  netpol: 'NetworkPolicy',
  ns: 'Namespace',
  pdb: 'PodDisruptionBudget',
  po: 'Pod',
  pvc: 'PersistentVolumeClaim',
  quota: 'ResourceQuota',
  rs: 'ReplicaSet',
  sa: 'ServiceAccount',
  sts: 'StatefulSet',
  svc: 'Service',
}

/** What stands before a name: `deploy`, `Cluster.postgresql.cnpg.io`; `Service.` is of the group ''. */
export function kindWord(written: string): { readonly word: string; readonly group: string | undefined } {
  const dot = written.indexOf('.')
  if (dot < 0) return { word: written, group: undefined }
  return { word: written.slice(0, dot), group: written.slice(dot + 1).toLowerCase() }
}

/** Whether a word means a kind; `plural` is its name in URLs, where that is known. */
export function meansKind(word: string, kind: string, plural = pluralOf(kind)): boolean {
  const lower = word.toLowerCase()
  const short = own(SHORT_NAMES, lower)
  return short === kind || lower === kind.toLowerCase() || lower === plural
}

/** The name of a kind in URLs, as Kubernetes' own kinds and most others have it: `ingresses`, `policies`. */
export function pluralOf(kind: string): string {
  const word = kind.toLowerCase()
  if (/[^aeiou]y$/.test(word)) return `${word.slice(0, -1)}ies`
  return /(s|x|ch|sh)$/.test(word) ? `${word}es` : `${word}s`
}
