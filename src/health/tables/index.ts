// All health tables. Knows which families there are, judges nothing.
import { own } from '../../object/kube-object.ts'
import type { ResourceKey } from '../../object/resource-key.ts'
import type { HealthTable, HealthTables } from '../vocabulary/rule.ts'
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

/** Every kind whose rule is data. */
export const HEALTH_TABLES: HealthTables = {
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

/** The table of a kind, or of all kinds of its group. */
export function healthTableOf({ group, kind }: Pick<ResourceKey, 'group' | 'kind'>): HealthTable | undefined {
  return own(HEALTH_TABLES, `${group}/${kind}`) ?? own(HEALTH_TABLES, `${group}/*`)
}
