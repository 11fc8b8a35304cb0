// Runs the controllers: a queue of objects to look at, in virtual time. Knows no kinds.
import { keyOf } from '../../object/resource-key.ts'
import type { KubeObject } from '../../object/kube-object.ts'
import type { ResourceKey } from '../../object/resource-key.ts'
import type { Life } from '../life.ts'
import { ownersOf } from '../server/object-edits.ts'
import type { Change, Store } from '../server/store.ts'
import type { VirtualClock } from '../virtual-clock.ts'
import type { Action, Stage, StageStep, StageWorld } from './stage.ts'

/** What the controllers need. */
export interface StageRunner {
  readonly store: Store
  readonly clock: VirtualClock
  readonly stages: readonly Stage[]
  readonly act: (action: Action) => void
  readonly life: (object: KubeObject) => Life
  readonly refusal: (pod: KubeObject) => string | undefined
}

interface Pending {
  readonly stage: string
  readonly key: ResourceKey
  readonly at: number
  readonly cancel: () => void
}

/** What the controllers are about to do, as data. */
export interface Agenda {
  /** In the order in which they were put there. */
  readonly visits: readonly Pick<Pending, 'stage' | 'key' | 'at'>[]
  readonly situations: ReadonlyMap<string, Situation>
}

interface Situation {
  readonly situation: string
  readonly since: number
}

/** Controllers at work. */
export interface RunningStages {
  agenda(): Agenda
  stop(): void
}

/** Lets the controllers react to every change from now on, and go on with an agenda. */
export function runStages(runner: StageRunner, agenda?: Agenda): RunningStages {
  const { store, clock, stages } = runner
  const index = createOwnerIndex()
  const pending = new Map<string, Pending>()
  const situations = createSituations(clock, agenda?.situations)
  const pace = createPace(clock)
  const world = worldOf(runner, index)

  const enqueue = (stage: Stage, key: ResourceKey, delay: number): void => {
    const id = idOf(stage, key)
    const wait = Math.max(delay, pace.pause(id))
    const at = clock.now() + wait
    const waiting = pending.get(id)
    if (waiting !== undefined && waiting.at <= at) return
    waiting?.cancel()
    pending.delete(id)
    pending.set(id, { stage: stage.name, key, at, cancel: clock.schedule(wait, () => visit(stage, key, id)) })
  }

  const visit = (stage: Stage, key: ResourceKey, id: string): void => {
    pending.delete(id)
    pace.count(id)
    const object = store.get(key)
    if (object === undefined) {
      pace.forget(id)
      situations.forget(id)
      return
    }
    const step = stage.visit(object, world)
    const left = situations.timeLeft(id, object, step)
    if (left > 0) enqueue(stage, key, left)
    else for (const action of step.actions) runner.act(action)
    if (step.again !== undefined) enqueue(stage, key, step.again)
  }

  const unsubscribe = store.subscribe((change) => {
    index.update(change)
    for (const stage of stages) {
      for (const { key, delay } of stage.affects(change, world)) enqueue(stage, key, delay)
    }
  })
  if (agenda !== undefined) for (const object of store.all()) index.add(keyOf(object), object)
  for (const { stage: name, key, at } of agenda?.visits ?? []) {
    const stage = stages.find((candidate) => candidate.name === name)
    if (stage !== undefined) enqueue(stage, key, at - clock.now())
  }
  return {
    agenda: () => ({
      visits: [...pending.values()].map(({ stage, key, at }) => ({ stage, key, at })),
      situations: situations.all(),
    }),
    stop: () => {
      unsubscribe()
      for (const { cancel } of pending.values()) cancel()
      pending.clear()
    },
  }
}

function worldOf({ store, clock, life, refusal }: StageRunner, index: OwnerIndex): StageWorld {
  return {
    get now() {
      return clock.now()
    },
    get: (key) => store.get(key),
    list: (group, kind, namespace) => store.list(group, kind, namespace),
    dependents: (uid) => index.dependents(uid).flatMap((key) => store.get(key) ?? []),
    exists: index.exists,
    life,
    refusal,
  }
}

/** So many visits within a virtual second are not work any more: two controllers undo what the other one does. */
const MOST_VISITS = 5000
const SECOND_MS = 1000

interface Pace {
  readonly count: (id: string) => void
  /** In milliseconds, until the next visit. */
  readonly pause: (id: string) => number
  readonly forget: (id: string) => void
}

/** Slows down whoever looks at the same object again and again: it would go on for ever, and time would stand still. */
function createPace(clock: VirtualClock): Pace {
  const counts = new Map<string, { readonly since: number; readonly visits: number }>()
  const slow = new Set<string>()
  return {
    count: (id) => {
      const known = counts.get(id)
      const isSame = known !== undefined && clock.now() - known.since < SECOND_MS
      const visits = isSame ? known.visits + 1 : 1
      counts.set(id, { since: isSame ? known.since : clock.now(), visits })
      if (visits > MOST_VISITS) slow.add(id)
    },
    pause: (id) => (slow.has(id) ? SECOND_MS : 0),
    forget: (id) => {
      counts.delete(id)
      slow.delete(id)
    },
  }
}

interface Situations {
  readonly all: () => Agenda['situations']
  readonly forget: (id: string) => void
  /** In milliseconds, until a step that waits for its situation to last may be taken. */
  readonly timeLeft: (id: string, object: KubeObject, step: StageStep) => number
}

function createSituations(clock: VirtualClock, known?: Agenda['situations']): Situations {
  const situations = new Map<string, Situation>(known)
  return {
    all: () => new Map(situations),
    forget: (id) => situations.delete(id),
    timeLeft: (id, object, { after }) => {
      if (after === undefined) {
        situations.delete(id)
        return 0
      }
      const situation = `${object.metadata.uid} ${after.situation}`
      const before = situations.get(id)
      const since = before?.situation === situation ? before.since : clock.now()
      situations.set(id, { situation, since })
      return since + after.milliseconds - clock.now()
    },
  }
}

interface OwnerIndex {
  readonly update: (change: Change) => void
  readonly add: (key: ResourceKey, object: KubeObject) => void
  readonly dependents: (uid: string) => readonly ResourceKey[]
  readonly exists: (uid: string) => boolean
}

function createOwnerIndex(): OwnerIndex {
  const byOwner = new Map<string, Map<string, ResourceKey>>()
  const uids = new Set<string>()
  const add = (key: ResourceKey, object: KubeObject): void => {
    uids.add(object.metadata.uid ?? '')
    for (const { uid } of ownersOf(object)) {
      const keys = byOwner.get(uid) ?? new Map<string, ResourceKey>()
      byOwner.set(uid, keys.set(JSON.stringify(key), key))
    }
  }
  return {
    add,
    update: ({ type, key, object, before }) => {
      const owners = before === undefined ? [] : ownersOf(before)
      if (type === 'modified' && owners === ownersOf(object) && before?.metadata.uid === object.metadata.uid) return
      for (const { uid } of owners) byOwner.get(uid)?.delete(JSON.stringify(key))
      if (type === 'deleted') uids.delete(object.metadata.uid ?? '')
      else add(key, object)
    },
    dependents: (uid) => [...(byOwner.get(uid)?.values() ?? [])],
    exists: (uid) => uids.has(uid),
  }
}

function idOf(stage: Stage, key: ResourceKey): string {
  return `${stage.name} ${key.group}/${key.kind} ${key.namespace}/${key.name}`
}
