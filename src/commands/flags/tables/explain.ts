// What flags of a sync mean in an explanation. Data only.
import type { Flag } from '../flags.ts'

/** The texts that differ from those of a sync. */
export const EXPLAIN_FLAG_TEXTS: Readonly<Record<string, Pick<Flag, 'description' | 'default'>>> = {
  wait: { description: 'whether the sync awaits the last wave', default: true },
  hooks: { description: 'whether the sync runs hooks', default: true },
  'create-namespace': { description: 'whether the sync creates the namespace, or all', default: 'false' },
  'argo-compat': { description: 'explain what Argo CD does, also where we differ from it on purpose', default: false },
  namespace: {
    description: 'namespace of manifests that name none; of two resources with one name the one in it is meant',
    default: 'default',
  },
  verbose: { description: 'where a fault of ours comes from', default: false },
  output: { description: 'text, or one JSON object' },
}
