// A pattern for kinds that no object can ever match, and how its kind is written. Pure.
import { meansKind } from '../../object/kind-word.ts'
import { BUILT_IN_TYPES, isBuiltInGroup } from '../../simulator/schemas/resource-types.ts'

/** Why nothing matches, and the pattern that was probably meant. */
export interface Unmatched {
  readonly why: string
  readonly near?: string
}

/**
 * What is wrong with `v1/Service`, `core/Service`, `Deployment`, `apps/v1/Deployment`, `apps/deployments` or `Rollout/argoproj.io`: Argo CD looks for
 * `GROUP/KIND`, of the core group `KIND` alone (argo-cd:util/lua/lua.go, GetConfigMapKey). Undefined: objects may match.
 */
export function unmatchedKind(pattern: string): Unmatched | undefined {
  if (/[*?[\]{}\\]/.test(pattern)) return undefined
  const [, address] = /^\w+:\/\/(.*)$/s.exec(pattern) ?? []
  if (address !== undefined) return { why: 'a kind is no URL', near: address }
  const parts = pattern.split('/')
  const isVersionLast = parts.length > 2 && /^v\d/.test(parts.at(-1) ?? '')
  const kind = parts.at(isVersionLast ? -2 : -1) ?? ''
  const group = parts.length === 1 ? '' : (parts[0] ?? '')
  if (parts.length === 2 && kind.includes('.')) {
    return { why: 'a kind has no dot in it', near: `${kind}/${group}` }
  }
  const near = nearest(group, kind)
  if (near === pattern) return undefined
  const hint = near === undefined ? {} : { near }
  if (parts.length > 2) return { why: 'a version does not belong in it', near: near ?? `${group}/${kind}` }
  if (parts.length === 1)
    return { why: 'the core group has no such kind', ...(near === undefined ? otherForm(kind) : hint) }
  if (isNoGroup(group)) return { why: `there is no group "${group}"`, ...hint }
  if (near !== undefined && isBuiltInGroup(group)) return { why: `the group ${group} has no such kind`, near }
  return undefined
}

/** `example.com_Widget`, as in a key of argocd-cm, `example.com-Widget`, and `Widget.example.com`, as for kubectl. */
function otherForm(word: string): Pick<Unmatched, 'near'> {
  const [, group, kind] =
    /^([^_]+\.[^_]+)_([^_.]+)$/.exec(word) ??
    /^([a-z0-9.-]+\.[a-z0-9-]+)[-.:]([A-Z]\w*)$/.exec(word) ??
    /^(?=[^.]+\.([^_A-Z]+)$)([^.]+)/.exec(word) ??
    []
  return group === undefined || kind === undefined ? {} : { near: `${group}/${kind}` }
}

/** Of an older Kubernetes, which had more kinds in it. */
const OLD_GROUP = 'extensions'

/** A group has a dot in its name, but for the oldest of Kubernetes' own; `core` and `v1` are what people call the one without a name. */
function isNoGroup(group: string): boolean {
  return group === '' || (!group.includes('.') && group !== OLD_GROUP && !isBuiltInGroup(group))
}

/** A kind of Kubernetes' own that is meant by a word, in this group or else in any. */
function nearest(group: string, word: string): string | undefined {
  if (group === OLD_GROUP) return undefined
  const meant = BUILT_IN_TYPES.filter(({ kind, plural }) => meansKind(word, kind, plural))
  const type =
    meant.find((one) => one.group === group) ?? (group.includes('.') && !isBuiltInGroup(group) ? undefined : meant[0])
  if (type === undefined) return undefined
  return type.group === '' ? type.kind : `${type.group}/${type.kind}`
}
