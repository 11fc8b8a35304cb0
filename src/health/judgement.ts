// The health of one object with what it goes by: which rule, and which fields of its status decided. Pure.
import { field, isJsonObject, listField, stringField } from '../object/kube-object.ts'
import type { KubeObject } from '../object/kube-object.ts'
import { groupVersionKind } from '../object/resource-key.ts'
import type { ResourceKey } from '../object/resource-key.ts'
import { ARGO_POLICY, OUR_POLICY } from '../policy.ts'
import type { HealthStatusCode } from './health.ts'
import { assessHealth } from './index.ts'
import { judgedHealth, ruleSource } from './judging.ts'
import type { Judging, RuleSource } from './judging.ts'
import { wordsOfRule } from './tables/index.ts'
import type { HealthWords } from './verdict.ts'

/** By what an object is judged: its deletion, or a rule. */
export type JudgedBy = 'deletion' | RuleSource

/** A health, and what it goes by. Without a rule there is no status: it counts as done. */
export interface Judgement {
  readonly status: HealthStatusCode | undefined
  readonly message: string
  readonly by: JudgedBy
  /** The parts of the object without which the answer would be another one, `status.conditions[Ready]`; conditions first. */
  readonly at: readonly string[]
  /** Whose row of the rule decided: the default one, Argo CD's where it is asked for, or one that both have. */
  readonly row: 'both' | 'default' | 'argo-compat'
  /** What the other of the two says; absent where it is the same. */
  readonly other?: HealthStatusCode
  /** Of a rule that was given: where it stands, and what it looks at where that is data. */
  readonly own?: { readonly place: string } & Partial<HealthWords>
}

/** Judges an object, live or written down; undefined rules count as done. */
export function judgeHealth(object: KubeObject, judging: Judging): Judgement {
  const found = judgedHealth(object, judging)
  if (found === undefined) {
    return {
      status: undefined,
      message: 'no health rule: counts as done once applied',
      by: 'none',
      at: [],
      row: 'both',
    }
  }
  const { status, message } = found
  const decide = (variants: readonly Variant[]): readonly string[] =>
    variants.flatMap(({ path, without }) => {
      const other = judgedHealth(without, judging)
      return other?.status === status && other.message === message ? [] : [path]
    })
  const inStatus = decide(statusVariants(object))
  const at = inStatus.length > 0 ? inStatus : decide(wantedVariants(object))
  const by = judgedBy(object, judging)
  const row = rowOf(object, status, judging)
  return { status, message, by, at, ...row, ...(by === 'own' ? ownWords(groupVersionKind(object), judging) : {}) }
}

function ownWords(type: Pick<ResourceKey, 'group' | 'kind'>, { policy }: Judging): Pick<Judgement, 'own'> {
  const given = policy.ownRules?.givenFor?.(type)
  if (given === undefined) return {}
  return { own: { place: given.place, ...(given.table === undefined ? {} : wordsOfRule(given.table)) } }
}

function rowOf(object: KubeObject, status: HealthStatusCode, { policy }: Judging): Pick<Judgement, 'row' | 'other'> {
  const isDefault = policy.mendsHealthRules
  const other = assessHealth(object, { ...policy, ...(isDefault ? ARGO_POLICY : OUR_POLICY) })?.status
  if (other === undefined || other === status) return { row: 'both' }
  return { row: isDefault ? 'default' : 'argo-compat', other }
}

function judgedBy(object: KubeObject, judging: Judging): JudgedBy {
  if (stringField(object, 'metadata', 'deletionTimestamp') !== undefined) return 'deletion'
  return ruleSource(groupVersionKind(object), judging)
}

interface Variant {
  readonly path: string
  readonly without: KubeObject
}

/** The object without one condition, or without one other field of its status, each. */
function statusVariants(object: KubeObject): readonly Variant[] {
  const status = field(object, 'status')
  if (!isJsonObject(status)) return []
  const conditions = listField(status, 'conditions')
  return [
    ...conditions.map((item, index) => ({
      path: `status.conditions[${stringField(item, 'type') ?? index}]`,
      without: { ...object, status: { ...status, conditions: conditions.filter((_, other) => other !== index) } },
    })),
    ...Object.keys(status)
      .filter((name) => name !== 'conditions')
      .map((name) => ({ path: `status.${name}`, without: { ...object, status: withoutKey(status, name) } })),
  ]
}

function withoutKey<T>(part: Readonly<Record<string, T>>, name: string): Readonly<Record<string, T>> {
  const { [name]: _, ...rest } = part
  return rest
}

/** The object without one field of its spec, one label or one annotation, each: what is wanted may decide, too. */
function wantedVariants(object: KubeObject): readonly Variant[] {
  const { metadata, spec } = object
  const fields = isJsonObject(spec) ? spec : {}
  return [
    ...Object.keys(fields).map((name) => ({
      path: `spec.${name}`,
      without: { ...object, spec: withoutKey(fields, name) },
    })),
    ...(['labels', 'annotations'] as const).flatMap((place) =>
      Object.keys(metadata[place] ?? {}).map((name) => ({
        path: `metadata.${place}[${name}]`,
        without: { ...object, metadata: { ...metadata, [place]: withoutKey(metadata[place] ?? {}, name) } },
      })),
    ),
  ]
}
