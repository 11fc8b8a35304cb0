// The logs of one task: a follower for each container of the pods that are its own, until nothing more is expected of it.
import { onAbort } from '../../cluster/on-abort.ts'
import type { ObjectRef } from '../../cluster/port.ts'
import { firstOf } from '../../object/one-line.ts'
import { shortKey } from '../../object/resource-key.ts'
import type { TaskRef } from '../../plan/task-ref.ts'
import { followContainer } from './follow-container.ts'
import type { ContainerSource, FollowWorld, ReadState } from './follow-container.ts'
import { createLineTeller } from './line-teller.ts'
import type { LineTeller } from './line-teller.ts'
import type { PodLogWorld } from './log-world.ts'
import type { PodStore } from './pod-store.ts'
import { isPodOf, podLabel } from './pod-view.ts'
import type { PodView } from './pod-view.ts'
import type { Turns } from './turns.ts'

/** After so long a task that has ended has no pods, in milliseconds. */
const NO_PODS_MS = 250

/** The logs of a task. */
export type TaskLogs = Readonly<ReturnType<typeof createTaskLogs>>

/** What its logs are read with. */
export interface TaskLogWorld extends PodLogWorld {
  readonly pods: PodStore
  readonly turns: Turns
  /** Hears what a log cannot be read for. */
  readonly refuse: (error: unknown) => void
}

/** Nothing is followed yet: the task may not be written. */
export function createTaskLogs(task: TaskRef, world: TaskLogWorld) {
  const { cluster, clock, pods, turns, refuse, warn } = world
  const over = new AbortController()
  const { signal } = over
  const reading = new Map<string, Reading>()
  const states = new Map<string, ReadState>()
  let uid: string | undefined
  let writing: Writing | undefined

  const start = async ({ pod, container, teller }: Started): Promise<void> => {
    const since = writing === undefined || isBornAfter(pod, writing) ? undefined : writing.at
    // Counted at each opening: a stream that was silent may have been dead since the first.
    const sinceSeconds = (): number | undefined =>
      since === undefined ? undefined : Math.ceil((clock.now() - since) / 1000) + 1
    const source = sourceOf(pods, pod, { container, sinceSeconds })
    const turn: FollowWorld['turn'] = (run) => turns.take(run, signal)
    const note = (state: ReadState): void => void states.set(`${pod.uid} ${container}`, state)
    await followContainer(source, { cluster, clock, signal, take: teller.take, turn, note })
  }
  const offer = (pod: PodView): void => {
    if (signal.aborted || !isPodOf(pod, { key: task.key, uid })) return
    for (const { name: container } of pod.containers) {
      const id = `${pod.uid} ${container}`
      if (reading.has(id)) continue
      const teller = createLineTeller(world, { task, pod, container })
      const done = start({ pod, container, teller }).catch((error: unknown) => {
        states.delete(id)
        refuse(error)
      })
      reading.set(id, { pod, container, teller, done: done.finally(() => teller.end()) })
    }
  }
  const close = (): void => {
    for (const { teller } of reading.values()) teller.end()
    over.abort('over')
  }
  return {
    /** What its pods are labelled with, where that is known. */
    podLabel: podLabel(task.key),
    /** A pod has come or changed: its containers are followed if it is the task's. */
    offer,
    /** It is written; what was there before says only what it says from now on. */
    written(now: string, wasThere: boolean): void {
      uid = now
      const there = new Set([...pods.all()].map((pod) => pod.uid))
      writing = wasThere ? { at: clock.now(), there, isListed: pods.isListed() } : undefined
      for (const pod of pods.all()) offer(pod)
    },
    /** Resolves when what there is is read to its end, or after so many milliseconds. */
    async rest(milliseconds: number): Promise<void> {
      if (uid === undefined || milliseconds === 0 || signal.aborted) return
      await restOf(reading, milliseconds, { clock, signal })
    },
    /** Nothing more is expected: tells what could not be read, and closes. */
    end(): void {
      const lost = signal.aborted || world.stop.aborted ? [] : lostLogs(reading.values(), states, pods)
      close()
      if (lost.length === 0) return
      const names = firstOf(lost, MOST_NAMED)
      warn(`${task.task} lost`, `not all logs of ${shortKey(task.key)} could be read: ${names}`, LOST)
    },
    /** Closes all that is open, and tells what was left out. */
    close,
  }
}

/** Resolves when all of them are done, or after so many milliseconds, or at the abort. */
async function restOf(
  reading: ReadonlyMap<string, Reading>,
  milliseconds: number,
  { clock, signal }: Waiting,
): Promise<void> {
  const late = new AbortController()
  const waited = new AbortController()
  void clock.sleep(milliseconds, waited.signal).then(() => late.abort('late'))
  const forget = onAbort(signal, () => late.abort('over'))
  // A pod may be seen a moment after what it belongs to has ended.
  if (reading.size === 0) await clock.sleep(Math.min(NO_PODS_MS, milliseconds), late.signal)
  const done = Promise.all([...reading.values()].map((one) => one.done))
  await Promise.race([done, new Promise((resolve) => void onAbort(late.signal, () => resolve(undefined)))])
  forget()
  waited.abort('read')
}

type Waiting = Pick<FollowWorld, 'clock' | 'signal'>

/** `pod/container` of what has said something that nobody has read, and that nobody will. */
function lostLogs(all: Iterable<Reading>, states: ReadonlyMap<string, ReadState>, pods: PodStore): readonly string[] {
  const isLost = ({ pod, container }: Reading): boolean => {
    const state = states.get(`${pod.uid} ${container}`)
    const now = pods.get(pod.uid)
    const hasEnded = now?.containers.find(({ name }) => name === container)?.state === 'ended'
    return (state === 'unread' && (now === undefined || hasEnded)) || (state === 'reading' && hasEnded)
  }
  return [...all].filter(isLost).map(({ pod, container }) => `${pod.name}/${container}`)
}

/** How the log of one container is read. */
interface Reading extends Started {
  readonly done: Promise<void>
}

interface Started {
  readonly pod: PodView
  readonly container: string
  readonly teller: LineTeller
}

/** A write: by our clock, and which pods were seen by then; whether those were all. */
interface Writing {
  readonly at: number
  readonly there: ReadonlySet<string>
  readonly isListed: boolean
}

const MOST_NAMED = 8

const LOST = 'the pod went, or the run went on, before they were read to their end'

/** Clocks of a cluster and of ours may be so far apart, in milliseconds: rather something is read that is older than lost. */
const CLOCKS_APART_MS = 60_000

/** Whether a pod was made by a write or after it, and says nothing that was said before: who was not there is younger. */
function isBornAfter({ uid, born }: PodView, { at, there, isListed }: Writing): boolean {
  if (there.has(uid)) return false
  return isListed || (born !== undefined && born >= at - CLOCKS_APART_MS)
}

function sourceOf(
  pods: PodStore,
  { uid, name, namespace }: PodView,
  { container, sinceSeconds }: Pick<ContainerSource, 'container' | 'sinceSeconds'>,
): ContainerSource {
  return {
    ref: podRef(namespace, name),
    container,
    now: () => {
      const pod = pods.get(uid)
      const found = pod?.containers.find((one) => one.name === container)
      return pod === undefined || found === undefined ? undefined : { ...found, isOver: pod.isOver }
    },
    changed: (signal) => pods.changed(uid, signal),
    sinceSeconds,
  }
}

function podRef(namespace: string, name: string): ObjectRef {
  return { type: { group: '', version: 'v1', kind: 'Pod', plural: 'pods', namespaced: true }, namespace, name }
}
