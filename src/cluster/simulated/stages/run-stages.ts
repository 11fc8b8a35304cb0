// Runs the controllers: a queue of objects to look at, in virtual time. Knows no kinds.
import type { KubeObject } from '../../../manifest/kube-object.ts'
import type { ResourceKey } from '../../../manifest/resource-key.ts'
import { ownersOf } from '../server/object-edits.ts'
import type { Change, Store } from '../server/store.ts'
import type { VirtualClock } from '../virtual-clock.ts'
import type { Action, Stage, Step, World } from './stage.ts'

/** What the controllers need. */
export interface StageRunner {
  readonly store: Store
  readonly clock: VirtualClock
  readonly stages: readonly Stage[]
  readonly act: (action: Action) => void
}

interface Pending {
  readonly at: number
  readonly cancel: () => void
}

/** Lets the controllers react to every change from now on; the function given back stops them. */
export function runStages(runner: StageRunner): () => void {
  const { store, clock, stages } = runner
  const index = createOwnerIndex()
  const pending = new Map<string, Pending>()
  const situations = new Map<string, { readonly situation: string; readonly since: number }>()
  const world = (): World => ({
    now: clock.now(),
    get: (key) => store.get(key),
    list: (group, kind, namespace) => store.list(group, kind, namespace),
    dependents: (uid) => index.dependents(uid).flatMap((key) => store.get(key) ?? []),
    exists: index.exists,
  })

  const enqueue = (stage: Stage, key: ResourceKey, delay: number): void => {
    const id = idOf(stage, key)
    const at = clock.now() + delay
    const waiting = pending.get(id)
    if (waiting !== undefined && waiting.at <= at) return
    waiting?.cancel()
    pending.set(id, { at, cancel: clock.schedule(delay, () => visit(stage, key, id)) })
  }

  const visit = (stage: Stage, key: ResourceKey, id: string): void => {
    pending.delete(id)
    const object = store.get(key)
    if (object === undefined) {
      situations.delete(id)
      return
    }
    const step = stage.visit(object, world())
    const left = timeLeft(id, object, step)
    if (left > 0) enqueue(stage, key, left)
    else for (const action of step.actions) runner.act(action)
    if (step.again !== undefined) enqueue(stage, key, step.again)
  }

  const timeLeft = (id: string, object: KubeObject, { after }: Step): number => {
    if (after === undefined) {
      situations.delete(id)
      return 0
    }
    const situation = `${object.metadata.uid} ${after.situation}`
    const known = situations.get(id)
    const since = known?.situation === situation ? known.since : clock.now()
    situations.set(id, { situation, since })
    return since + after.milliseconds - clock.now()
  }

  const unsubscribe = store.subscribe((change) => {
    index.update(change)
    const view = world()
    for (const stage of stages) {
      for (const { key, delay } of stage.affects(change, view)) enqueue(stage, key, delay)
    }
  })
  return () => {
    unsubscribe()
    for (const { cancel } of pending.values()) cancel()
    pending.clear()
  }
}

function createOwnerIndex(): {
  readonly update: (change: Change) => void
  readonly dependents: (uid: string) => readonly ResourceKey[]
  readonly exists: (uid: string) => boolean
} {
  const byOwner = new Map<string, Map<string, ResourceKey>>()
  const uids = new Set<string>()
  return {
    update: ({ type, key, object, before }) => {
      const name = JSON.stringify(key)
      for (const { uid } of before === undefined ? [] : ownersOf(before)) byOwner.get(uid)?.delete(name)
      if (type === 'deleted') {
        uids.delete(object.metadata.uid ?? '')
        return
      }
      uids.add(object.metadata.uid ?? '')
      for (const { uid } of ownersOf(object)) {
        const keys = byOwner.get(uid) ?? new Map<string, ResourceKey>()
        byOwner.set(uid, keys.set(name, key))
      }
    },
    dependents: (uid) => [...(byOwner.get(uid)?.values() ?? [])],
    exists: (uid) => uids.has(uid),
  }
}

function idOf(stage: Stage, key: ResourceKey): string {
  return `${stage.name} ${key.group}/${key.kind} ${key.namespace}/${key.name}`
}
