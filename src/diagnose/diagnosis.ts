// Why something waits or failed, as data: the object, its pods, their containers, events and last log lines. The types come from
// the shapes, by which an event that tells it is read.
import { about } from '../object/json-shape.ts'
import type { Shaped } from '../object/json-shape.ts'

const LINK = {
  fields: {
    // `Pod api-7d9f`
    what: 'identity',
    // `Pending`, `1 of 3 updated replicas available`
    state: { optional: 'text' },
    // Only of the last link.
    reason: { optional: 'text' },
  },
} as const

/** How something waits for something else, down to the first cause. */
export const CHAIN = about(
  'From the object down to the first cause: the `reason` of the last link, or its `state` where that says all.',
  {
    listOf: LINK,
  } as const,
)

/** What kind of cause it is. */
export const CAUSE_CODE = about('What kind of cause it is: `ImagePull`, `Unschedulable`, …', 'identity')

const CONTAINER = {
  fields: {
    name: 'identity',
    init: 'flag',
    state: { oneOf: ['waiting', 'running', 'terminated'] },
    // `Error`, `OOMKilled`, `ImagePullBackOff`, `CrashLoopBackOff`, …
    reason: { optional: 'identity' },
    message: { optional: 'text' },
    exitCode: { optional: 'number' },
    signal: { optional: 'number' },
    restarts: 'number',
    // The last lines of its log, oldest first; empty when there is none or it could not be read.
    logLines: { listOf: 'text' },
    // What it said last of why it ended: of its termination message, else of its log, the line that tells most.
    lastWords: { optional: 'text' },
    // Why the log could not be read, in one line.
    logError: { optional: 'text' },
  },
} as const

const POD = {
  fields: {
    name: 'identity',
    phase: 'identity',
    reason: { optional: 'identity' },
    message: { optional: 'text' },
    containers: { listOf: CONTAINER },
  },
} as const

const EVENT = {
  fields: { kind: 'identity', name: 'identity', reason: 'identity', message: 'text', count: 'number' },
} as const

/** The shape of all that is known about why. */
export const DIAGNOSIS = {
  fields: {
    // One line: the cause nearest to the user's own text. Never empty.
    cause: 'text',
    code: { optional: CAUSE_CODE },
    // The container that the cause is of; left out: it is of none, or of several.
    causedBy: { optional: { fields: { pod: 'identity', container: 'identity' } } },
    chain: { optional: CHAIN },
    // What to do, where a rule knows it.
    hint: { optional: 'text' },
    // What could not be read, and why, a line each.
    notes: { optional: { listOf: 'text' } },
    pods: { listOf: POD },
    events: { listOf: EVENT },
  },
} as const

/** One link of a chain. */
export type ChainLink = Shaped<typeof LINK>

/** What one container did. */
export type ContainerDiagnosis = Shaped<typeof CONTAINER>

/** What one pod did. */
export type PodDiagnosis = Shaped<typeof POD>

/** One Kubernetes event about the object or its pods. */
export type EventDiagnosis = Shaped<typeof EVENT>

/** All that is known about why. */
export type Diagnosis = Shaped<typeof DIAGNOSIS>
