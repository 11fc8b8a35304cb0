// All health tables. Knows which families there are, judges nothing.
import { own } from '../../object/kube-object.ts'
import type { ResourceKey } from '../../object/resource-key.ts'
import type { HealthTable, HealthTables } from '../vocabulary/rule.ts'
import { FLUX_IMAGES } from './flux-images.ts'
import { PROMOTER } from './promoter.ts'

/** Every kind whose rule is data. */
export const HEALTH_TABLES: HealthTables = {
  ...FLUX_IMAGES,
  ...PROMOTER,
}

/** The table of a kind, or of all kinds of its group. */
export function healthTableOf({ group, kind }: Pick<ResourceKey, 'group' | 'kind'>): HealthTable | undefined {
  return own(HEALTH_TABLES, `${group}/${kind}`) ?? own(HEALTH_TABLES, `${group}/*`)
}
