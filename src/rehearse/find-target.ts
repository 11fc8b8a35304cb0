// Which of the manifests is meant by the words for an object, such as `Job/migrate`, or by the key of a run's object. Pure.
import { firstOf } from '../object/one-line.ts'
import type { KubeObject } from '../object/kube-object.ts'
import { kindWord, meansKind } from '../object/kind-word.ts'
import { groupVersionKind } from '../object/resource-key.ts'
import type { ResourceKey } from '../object/resource-key.ts'
import { suggest } from '../manifest/suggest.ts'
import { formatTarget, isTarget } from './fault.ts'
import type { FaultTarget } from './fault.ts'

/** What was meant, or why nobody can tell. */
export type FoundTarget =
  | { readonly target: FaultTarget }
  | { readonly problem: 'form' }
  | {
      readonly problem: 'unknown' | 'ambiguous'
      readonly message: string
      readonly hint: string
    }

/** Reads `KIND/NAME` or `KIND/NAMESPACE/NAME`, with a group as in `Cluster.postgresql.cnpg.io/main`; a kind may be a plural or short, and case counts in names only. */
export function findFaultTarget(text: string, objects: readonly KubeObject[]): FoundTarget {
  const target = parseTarget(text, objects)
  if (target === undefined) return { problem: 'form' }
  const meant = objects.filter((object) => isTarget(target, object))
  if (meant.length === 0) return { problem: 'unknown', message: `no manifest is ${text}`, hint: nearest(text, objects) }
  const groups = [...new Set(meant.map((object) => groupVersionKind(object).group))]
  if (groups.length < 2) return { target }
  const ways = groups.map((group) => formatTarget({ ...target, group }))
  const message = `${text} is of ${groups.length} groups, and only one can be meant`
  return { problem: 'ambiguous', message, hint: `write ${ways.join(' or ')}` }
}

/** The shortest target that means this object and no other one. */
export function faultTargetOf(object: KubeObject, objects: readonly KubeObject[]): FaultTarget {
  const { namespace } = object.metadata
  const { kind, group } = groupVersionKind(object)
  const short: FaultTarget = { kind, name: nameOf(object) }
  const placed = namespace === undefined ? {} : { namespace }
  const ways: readonly FaultTarget[] = [short, { ...short, ...placed }, { ...short, group }]
  const isOnlyOne = (target: FaultTarget): boolean => objects.filter((other) => isTarget(target, other)).length === 1
  return ways.find(isOnlyOne) ?? { ...short, group, ...placed }
}

/** The manifest of a key; undefined where there is none. Of several `generateName`s that its name begins with the longest counts. */
export function manifestOf(key: ResourceKey, manifests: readonly KubeObject[]): KubeObject | undefined {
  const [first, ...others] = manifests.filter((object) => isManifestOf(object, key))
  return others.reduce((best, other) => (nameOf(other).length > nameOf(best ?? other).length ? other : best), first)
}

/** Whether an object is, or becomes, that of a key; what names no namespace can be in any. */
export function isManifestOf(object: KubeObject, key: ResourceKey): boolean {
  const { kind, group, namespace } = key
  const { name, generateName } = object.metadata
  const isNamed =
    name === undefined ? generateName !== undefined && key.name.startsWith(generateName) : name === key.name
  const place = namespace === '' ? {} : { namespace }
  return isNamed && isTarget({ kind, group, name: nameOf(object), ...place }, object)
}

/** The name that a manifest gives; of one without a name its `generateName`. */
function nameOf({ metadata }: KubeObject): string {
  return metadata.name ?? metadata.generateName ?? ''
}

function parseTarget(text: string, objects: readonly KubeObject[]): FaultTarget | undefined {
  const [written = '', ...rest] = text.split('/')
  const { word, group } = kindWord(written)
  const name = rest.at(-1) ?? ''
  if (word === '' || rest.length > 2 || rest.length === 0 || rest.includes('')) return undefined
  const kind = objects.find((object) => meansKind(word, object.kind))?.kind ?? word
  return {
    kind,
    name,
    ...(group === undefined ? {} : { group }),
    ...(rest.length === 2 ? { namespace: rest[0] ?? '' } : {}),
  }
}

function nearest(text: string, objects: readonly KubeObject[]): string {
  const known = [...new Set(objects.map((object) => `${object.kind}/${nameOf(object)}`))]
  const sameName = known.find((candidate) => candidate.split('/')[1] === text.split('/').at(-1))
  const near = suggest(text, known) ?? sameName
  if (near !== undefined) return `did you mean ${near}?`
  return `the manifests hold ${firstOf(known, MOST_NAMES)}`
}

const MOST_NAMES = 8
