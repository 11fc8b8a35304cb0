// Looks at the cluster for a sync: one list for each type and namespace, one watch where something is awaited.
import type { Cluster, ObjectRef, ResourceType, WatchEvent } from '../cluster/port.ts'
import type { KubeObject } from '../manifest/kube-object.ts'
import { groupVersionKind } from '../manifest/resource-key.ts'
import type { ResourceKey } from '../manifest/resource-key.ts'
import { mapLimit } from './parallel.ts'
import { createSight, keyOf } from './sight.ts'
import type { View } from './view.ts'

/** One resource that is looked at. */
export interface Subject {
  readonly type: ResourceType
  readonly key: ResourceKey
}

/** The eyes of a sync. */
export interface Observer {
  readonly view: View
  /** Lists what was not listed yet. */
  look(subjects: readonly Subject[]): Promise<void>
  /** Keeps the view of these up to date from the last look on. Opened before the write that it must see. */
  watch(subjects: readonly Subject[]): void
  /** What a write of ours gave back: no watch needs to tell us. */
  note(key: ResourceKey, object: KubeObject): void
  /** That an object is not there any more: a delete of ours said so. */
  noteAbsent(key: ResourceKey): void
  /** Resolves at the next change of the view, or when a watch fails. */
  changed(): Promise<void>
  /** Throws what ended a watch, if one has ended. */
  check(): void
  close(): void
}

interface Scope {
  readonly type: ResourceType
  readonly namespace: string
  readonly name: string | undefined
  resourceVersion: string
  watched: boolean
}

/** Opens the eyes; `concurrency` bounds the lists, `warn` hears of lost connections. */
export function createObserver(
  cluster: Cluster,
  options: { readonly concurrency: number; readonly warn: (message: string) => void },
): Observer {
  const sight = createSight()
  const scopes = new Map<string, Scope>()
  const closing = new AbortController()
  let failure: Error | undefined

  const take = (scope: Scope, event: WatchEvent): void => {
    if (event.type === 'resumed') return
    if (event.type === 'interrupted') options.warn(event.message)
    else if (event.type === 'relisted') sight.replace((object) => inScope(scope, object), event.items)
    else if (event.type === 'deleted') sight.lose(keyOf(event.object), event.object)
    else sight.see(keyOf(event.object), event.object)
  }
  const follow = async (scope: Scope): Promise<void> => {
    const { type, resourceVersion } = scope
    try {
      const watched = { ...selection(scope), resourceVersion, signal: closing.signal }
      for await (const event of cluster.watch(type, watched)) take(scope, event)
    } catch (error) {
      if (closing.signal.aborted) return
      failure = error instanceof Error ? error : new Error(String(error))
      sight.wake()
    }
  }
  return {
    view: sight.view,
    async look(subjects) {
      sight.want(subjects.map((subject) => subject.key))
      const fresh = scopesOf(subjects).filter((scope) => !scopes.has(scopeId(scope)))
      for (const scope of fresh) scopes.set(scopeId(scope), scope)
      await mapLimit(fresh, options.concurrency, async (scope) => {
        const list = await cluster.list(scope.type, selection(scope))
        scope.resourceVersion = list.resourceVersion
        for (const item of list.items) sight.see(keyOf(item), item)
      })
    },
    watch(subjects) {
      for (const { type, key } of subjects) {
        const scope =
          scopes.get(scopeId({ type, namespace: key.namespace, name: key.name })) ??
          scopes.get(scopeId({ type, namespace: key.namespace, name: undefined }))
        if (scope === undefined || scope.watched) continue
        scope.watched = true
        void follow(scope)
      }
    },
    note: (key, object) => sight.see(key, object),
    noteAbsent: (key) => sight.lose(key, undefined),
    changed: () => sight.changed(),
    check() {
      if (failure !== undefined) throw failure
    },
    close: () => closing.abort(),
  }
}

/** The reference of a subject, for the port. */
export function refOf(subject: Subject): ObjectRef {
  return { type: subject.type, namespace: subject.key.namespace, name: subject.key.name }
}

/** One scope for each type and namespace; narrowed to names where only one is asked for, and for definitions, which are large. */
function scopesOf(subjects: readonly Subject[]): Scope[] {
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
    const narrow = names.length === 1 || type.kind === 'CustomResourceDefinition'
    const selected = narrow ? names : [undefined]
    return selected.map((name) => ({ type, namespace: key.namespace, name, resourceVersion: '', watched: false }))
  })
}

function scopeId(scope: Pick<Scope, 'type' | 'namespace' | 'name'>): string {
  const { group, version, plural } = scope.type
  return `${group}/${version}/${plural} ${scope.namespace} ${scope.name ?? '*'}`
}

function selection(scope: Scope): { readonly namespace?: string; readonly fieldSelector?: string } {
  return {
    ...(scope.type.namespaced ? { namespace: scope.namespace } : {}),
    ...(scope.name === undefined ? {} : { fieldSelector: `metadata.name=${scope.name}` }),
  }
}

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
