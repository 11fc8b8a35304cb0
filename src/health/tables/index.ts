// All rules for kinds that do not come with Kubernetes; a group's are made when it is first asked for. Knows which families there are.
import { defined } from '../../object/defined.ts'
import { own } from '../../object/kube-object.ts'
import type { ResourceKey } from '../../object/resource-key.ts'
import type { HealthRule, HealthWords } from '../verdict.ts'
import { describeMeaning } from '../vocabulary/describe.ts'
import { tableRule } from '../vocabulary/judge.ts'
import type { CodedRule, GroupRules, HealthFamily, HealthTable } from '../vocabulary/rule.ts'
import { ARGO } from './argo.ts'
import { CLOUD } from './cloud.ts'
import { CLUSTER_TABLES } from './clusters.ts'
import { DATABASES } from './databases.ts'
import { FLUX } from './flux.ts'
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
  ...FLUX,
  ...GATEWAYS,
  ...KRUISE,
  ...OBSERVABILITY,
  ...OPENSHIFT,
  ...PROMOTER,
  ...STORAGE,
  ...THREE_SCALE,
  ...WORKLOAD_TABLES,
}

type Kind = Pick<ResourceKey, 'group' | 'kind'>

/** The groups that have been asked for: who syncs a Deployment pays for no operator's tables. */
const MADE = new Map<string, GroupRules | undefined>()

function rulesOf(group: string): GroupRules | undefined {
  if (!MADE.has(group)) MADE.set(group, own(FAMILIES, group)?.())
  return MADE.get(group)
}

/** The rule of a kind, of all kinds of its group, or of all groups that end like its group. */
function found({ group, kind }: Kind): HealthTable | CodedRule | undefined {
  const rules = rulesOf(group)
  const named = rules && (own(rules, kind) ?? own(rules, '*'))
  if (named !== undefined) return named
  const wildcard = WILDCARDS.find((item) => group.endsWith(item.slice(1)))
  return wildcard === undefined ? undefined : rulesOf(wildcard)?.['*']
}

const WILDCARDS = Object.keys(FAMILIES).filter((group) => group.startsWith('*'))

/** The rule of a kind as data; undefined where it is code, or there is none. */
export function healthTableOf(type: Kind): HealthTable | undefined {
  const rule = found(type)
  return rule !== undefined && 'rows' in rule ? rule : undefined
}

/** The rule of a kind that does not come with Kubernetes. */
export function customRule(type: Kind): HealthRule | undefined {
  const rule = found(type)
  return rule !== undefined && 'rows' in rule ? tableRule(rule) : rule?.judge
}

/** What the rule of such a kind looks at. */
export function customWords(type: Kind): HealthWords | undefined {
  const rule = found(type)
  return rule && wordsOfRule(rule)
}

/** What a rule looks at: a table says it itself. */
export function wordsOfRule(rule: HealthTable | CodedRule): HealthWords {
  if ('judge' in rule) return rule.words
  const failed = describeMeaning(rule.rows, 'Degraded') || undefined
  const suspended = describeMeaning(rule.rows, 'Suspended') || undefined
  return { done: describeMeaning(rule.rows, 'Healthy'), ...defined({ failed, suspended }) }
}

/** Every rule by `group/Kind`, each a wildcard or not; makes them all. */
export function allCustomRules(): readonly (readonly [key: string, rule: HealthTable | CodedRule])[] {
  return Object.keys(FAMILIES).flatMap((group) =>
    Object.entries(rulesOf(group) ?? {}).map(([kind, rule]) => [`${group}/${kind}`, rule] as const),
  )
}
