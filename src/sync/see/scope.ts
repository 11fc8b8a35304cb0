// What one list or watch of a sync covers: a type in a namespace, or a single name of it. Asks nobody.
import type { ResourceType } from '../../cluster/port.ts'
import type { KubeObject } from '../../object/kube-object.ts'
import { groupVersionKind } from '../../object/resource-key.ts'
import type { ResourceKey } from '../../object/resource-key.ts'
import { isOlder } from '../../object/resource-version.ts'

/** One resource that is looked at. */
export interface Subject {
  readonly type: ResourceType
  readonly key: ResourceKey
}

/** What is listed at once and may be watched from there on. */
export interface Scope {
  readonly type: ResourceType
  readonly namespace: string
  /** Undefined: all names. */
  readonly name: string | undefined
  resourceVersion: string
  /** Milliseconds since 1970. */
  listedAt: number
  watched: boolean
  /** Its watch has not told what a read has shown, or is interrupted. */
  deaf: boolean
  /** The uids of what the last read beside the watch did not show, though no end of it was seen. */
  missed: ReadonlySet<string>
}

/** The scopes of these subjects that no watch keeps up to date. */
export function unwatchedScopes(scopes: ReadonlyMap<string, Scope>, subjects: readonly Subject[]): readonly Scope[] {
  return coveringScopes(scopes, subjects).filter((scope) => !scope.watched)
}

/** The scopes that cover these subjects. */
export function coveringScopes(scopes: ReadonlyMap<string, Scope>, subjects: readonly Subject[]): readonly Scope[] {
  return [...new Set(subjects.flatMap((subject) => scopeOf(scopes, subject) ?? []))]
}

/** The scope that covers a subject: that of its name, or of all names. */
export function scopeOf(scopes: ReadonlyMap<string, Scope>, { type, key }: Subject): Scope | undefined {
  const { namespace, name } = key
  return scopes.get(scopeId({ type, namespace, name })) ?? scopes.get(scopeId({ type, namespace, name: undefined }))
}

/** Any other name breaks a field selector; the server refuses it as a name when the object is checked. */
const SELECTABLE = /^[^\s,=!\\]+$/

/** One scope for each type and namespace; narrowed to names where only one is asked for, and for definitions, which are large. */
export function scopesOf(subjects: readonly Subject[]): Scope[] {
  const groups = new Map<string, Subject[]>()
  for (const subject of subjects) {
    const id = scopeId({ type: subject.type, namespace: subject.key.namespace, name: undefined })
    const group = groups.get(id)
    if (group === undefined) groups.set(id, [subject])
    else group.push(subject)
  }
  return [...groups.values()].flatMap((members) => {
    const names = [...new Set(members.map((member) => member.key.name))]
    const { type, key } = members[0] ?? { type: undefined, key: undefined }
    if (type === undefined) return []
    const few = names.length === 1 || type.kind === 'CustomResourceDefinition'
    const narrow = few && names.every((name) => SELECTABLE.test(name))
    const selected = narrow ? names : [undefined]
    return selected.map((name) => ({
      type,
      namespace: key.namespace,
      name,
      resourceVersion: '',
      listedAt: 0,
      watched: false,
      deaf: false,
      missed: new Set<string>(),
    }))
  })
}

/** The name of a scope, for maps. */
export function scopeId(scope: Pick<Scope, 'type' | 'namespace' | 'name'>): string {
  const { group, version, plural } = scope.type
  return `${group}/${version}/${plural} ${scope.namespace} ${scope.name ?? '*'}`
}

/** What a list or watch of a scope asks for. */
export function selection(scope: Scope): { readonly namespace?: string; readonly fieldSelector?: string } {
  return {
    ...(scope.type.namespaced ? { namespace: scope.namespace } : {}),
    ...(scope.name === undefined ? {} : { fieldSelector: `metadata.name=${scope.name}` }),
  }
}

/** Whether a scope covers an object. */
function inScope(scope: Scope, object: KubeObject): boolean {
  const { group, version, kind } = groupVersionKind(object)
  return (
    group === scope.type.group &&
    version === scope.type.version &&
    kind === scope.type.kind &&
    (object.metadata.namespace ?? '') === (scope.type.namespaced ? scope.namespace : '') &&
    (scope.name === undefined || scope.name === object.metadata.name)
  )
}

/** Whether the last list of a scope would show an object: what was written after that list is not in it, and is there all the same. */
export function wouldBeListed(scope: Scope, object: KubeObject): boolean {
  return !isOlder(scope.resourceVersion, object.metadata.resourceVersion) && inScope(scope, object)
}
