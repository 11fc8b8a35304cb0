// What flags of a sync mean in an explanation. Data only.
import type { FlagText } from '../flag.ts'

/** The texts that differ from those of a sync. */
export const EXPLAIN_FLAG_TEXTS = [
  { name: 'wait', description: 'whether the sync awaits the last wave', default: true },
  { name: 'hooks', description: 'whether the sync runs hooks', default: true },
  { name: 'create-namespace', description: 'whether the sync creates the namespace, or all', default: 'false' },
  {
    name: 'argo-compat',
    description: 'explain what Argo CD does, also where we differ from it on purpose',
  },
  {
    name: 'namespace',
    description: 'namespace of manifests that name none; of two resources with one name the one in it is meant',
    default: 'default',
  },
  {
    name: 'health-from',
    description: "a file with your own health rules, in the form of Argo CD's argocd-cm",
  },
  { name: 'verbose', description: 'where a fault of ours comes from' },
  { name: 'output', description: 'text, or one JSON object' },
] as const satisfies readonly FlagText[]
