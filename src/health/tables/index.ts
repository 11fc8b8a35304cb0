// All health tables; a group's are made when it is first asked for. Knows which families there are, judges nothing.
import { own } from '../../object/kube-object.ts'
import type { ResourceKey } from '../../object/resource-key.ts'
import type { HealthFamily, HealthTable, HealthTables } from '../vocabulary/rule.ts'
import { ARGO } from './argo.ts'
import { CLOUD } from './cloud.ts'
import { CLUSTER_TABLES } from './clusters.ts'
import { DATABASES } from './databases.ts'
import { FLUX_IMAGES } from './flux-images.ts'
import { GATEWAYS } from './gateways.ts'
import { KRUISE } from './kruise.ts'
import { OBSERVABILITY } from './observability.ts'
import { OPENSHIFT } from './openshift.ts'
import { PROMOTER } from './promoter.ts'
import { STORAGE } from './netapp-and-storage.ts'
import { THREE_SCALE } from './three-scale.ts'
import { WORKLOAD_TABLES } from './workloads.ts'

const FAMILIES: HealthFamily = {
  ...ARGO,
  ...CLOUD,
  ...CLUSTER_TABLES,
  ...DATABASES,
  ...FLUX_IMAGES,
  ...GATEWAYS,
  ...KRUISE,
  ...OBSERVABILITY,
  ...OPENSHIFT,
  ...PROMOTER,
  ...STORAGE,
  ...THREE_SCALE,
  ...WORKLOAD_TABLES,
}

/** The groups that have been asked for: who syncs a Deployment pays for no operator's tables. */
const MADE = new Map<string, HealthTables | undefined>()

function tablesOf(group: string): HealthTables | undefined {
  if (!MADE.has(group)) MADE.set(group, own(FAMILIES, group)?.())
  return MADE.get(group)
}

/** The table of a kind, or of all kinds of its group. */
export function healthTableOf({ group, kind }: Pick<ResourceKey, 'group' | 'kind'>): HealthTable | undefined {
  const tables = tablesOf(group)
  return tables && (own(tables, kind) ?? own(tables, '*'))
}

/** Every table by `group/Kind`; makes them all. */
export function allHealthTables(): Readonly<Record<string, HealthTable>> {
  return Object.fromEntries(
    Object.keys(FAMILIES).flatMap((group) =>
      Object.entries(tablesOf(group) ?? {}).map(([kind, table]) => [`${group}/${kind}`, table]),
    ),
  )
}
