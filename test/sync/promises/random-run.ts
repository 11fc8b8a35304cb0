// A random run as data: manifests with fates, what was there before, what goes wrong meanwhile, how it is asked for.
import * as fc from 'fast-check'
import type { ClusterErrorReason } from '../../../src/errors.ts'
import type { KubeObject } from '../../../src/object/kube-object.ts'
import { randomObjects, randomPrunable } from './random-objects.ts'

/** One random run. Times in milliseconds after its beginning. */
export interface RandomRun {
  readonly objects: readonly KubeObject[]
  readonly leftovers: readonly Leftover[]
  /** Of ours, and in no manifest any more. */
  readonly prunable: readonly KubeObject[]
  readonly trouble: readonly Trouble[]
  readonly settings: RandomSettings
}

/** What an earlier run left of a manifest's object. */
export interface Leftover {
  readonly of: number
  readonly state: 'running' | 'succeeded' | 'failed'
  /** `argo`: Argo CD's hook finalizer; a number: somebody's, who takes it off at that time. */
  readonly finalizer: 'none' | 'argo' | number
}

/** How the run is asked for. */
export interface RandomSettings {
  readonly argoCompat: boolean
  readonly wait: boolean
  readonly forceConflicts: boolean
  readonly dryRun: 'none' | 'client' | 'server'
  readonly concurrency: number
  readonly waveDelayMs: number
  /** How long each request takes until it is carried out. */
  readonly latency: number
  /** How long each answer takes: watches may tell of a change before it. */
  readonly lag: number
  readonly timeoutMs: number
  readonly prune: 'on' | 'off' | 'last' | 'confirm'
}

/** Something that happens to a run. `of` is the place of an object among the manifests. */
export type Trouble =
  | { readonly kind: 'signal'; readonly name: 'SIGINT' | 'SIGTERM'; readonly on: Trigger }
  | {
      readonly kind: 'cut-off'
      readonly at: number
      readonly lasts: number
      readonly requests: 'wait' | 'fail' | 'pass'
      /** History is lost with it: afterwards the watches are told what was there when it began. */
      readonly relist: boolean
    }
  | { readonly kind: 'history-lost'; readonly at: number }
  | { readonly kind: 'deleted-by-hand'; readonly at: number; readonly of: number }
  | { readonly kind: 'edited-by-hand'; readonly at: number; readonly of: number }
  /** Deleted, and another one of the name put there, which has ended at once. */
  | { readonly kind: 'replaced-by-hand'; readonly at: number; readonly of: number; readonly by: 'succeeded' | 'failed' }
  | ({ readonly kind: 'refused' } & Struck)
  | ({ readonly kind: 'answer-lost' } & Struck)
  | { readonly kind: 'slow-request'; readonly of: number; readonly verb: StruckVerb; readonly lasts: number }

/** Which requests of the run are struck: the first so many of a verb about one object. */
export interface Struck {
  readonly of: number
  readonly verb: StruckVerb
  readonly times: number
  readonly reason: ClusterErrorReason
}

/** `write` is an apply or a create, `check` a dry run. */
export type StruckVerb = 'write' | 'delete' | 'patch' | 'check' | 'list'

/** The moment of a signal: a time, or the so many-th event, or write. */
export interface Trigger {
  readonly what: 'time' | 'event' | 'write'
  readonly count: number
}

const time = fc.oneof(fc.integer({ min: 0, max: 2000 }), fc.integer({ min: 0, max: 20_000 }))

/** Counted round and round, so that it always meets one. */
const place = fc.integer({ min: 0, max: 7 })

const trigger: fc.Arbitrary<Trigger> = fc.oneof(
  fc.record({ what: fc.constant('time'), count: time }),
  fc.record({ what: fc.constantFrom('event', 'write'), count: fc.integer({ min: 1, max: 20 }) }),
)

const struckVerb: fc.Arbitrary<StruckVerb> = fc.constantFrom(
  'write',
  'write',
  'write',
  'delete',
  'delete',
  'patch',
  'check',
  'list',
)

const struck = (reasons: readonly ClusterErrorReason[]): fc.Arbitrary<Struck> =>
  fc.record({
    of: place,
    verb: struckVerb,
    times: fc.constantFrom(1, 1, 2, 1000),
    reason: fc.constantFrom(...reasons),
  })

const trouble: fc.Arbitrary<Trouble> = fc.oneof(
  fc.record({ kind: fc.constant('signal'), name: fc.constantFrom('SIGINT', 'SIGTERM'), on: trigger }),
  fc.record({
    kind: fc.constant('cut-off'),
    at: time,
    lasts: time,
    requests: fc.constantFrom('wait', 'fail', 'pass', 'pass'),
    relist: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('history-lost'), at: time }),
  fc.record({ kind: fc.constant('deleted-by-hand'), at: time, of: place }),
  fc.record({ kind: fc.constant('edited-by-hand'), at: time, of: place }),
  fc.record({ kind: fc.constant('replaced-by-hand'), at: time, of: place, by: fc.constantFrom('succeeded', 'failed') }),
  struck(['Forbidden', 'Invalid', 'ServerError', 'Conflict', 'Unreachable', 'TooManyRequests']).map((one) => ({
    kind: 'refused' as const,
    ...one,
  })),
  struck(['Timeout', 'ServerError', 'Unreachable']).map((one) => ({ kind: 'answer-lost' as const, ...one })),
  fc.record({
    kind: fc.constant('slow-request'),
    of: place,
    verb: struckVerb,
    lasts: fc.constantFrom(1000, 4000, 30_000, 200_000),
  }),
)

const leftover: fc.Arbitrary<Leftover> = fc.record({
  of: place,
  state: fc.constantFrom('running', 'succeeded', 'succeeded', 'failed'),
  finalizer: fc.oneof(
    { weight: 4, arbitrary: fc.constant('none' as const) },
    { weight: 2, arbitrary: fc.constant('argo' as const) },
    { weight: 1, arbitrary: time },
  ),
})

const settings: fc.Arbitrary<RandomSettings> = fc.record({
  argoCompat: fc.constantFrom(false, false, true),
  wait: fc.constantFrom(true, true, false),
  forceConflicts: fc.constantFrom(true, true, true, false),
  dryRun: fc.constantFrom('none', 'none', 'none', 'none', 'none', 'none', 'none', 'none', 'none', 'server', 'client'),
  concurrency: fc.integer({ min: 1, max: 4 }),
  waveDelayMs: fc.constantFrom(0, 0, 2000),
  latency: fc.constantFrom(0, 0, 20, 300),
  lag: fc.constantFrom(0, 0, 0, 20, 700),
  timeoutMs: fc.oneof(
    { weight: 5, arbitrary: fc.constant(120_000) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 20_000 }) },
  ),
  prune: fc.constantFrom('on', 'on', 'off', 'last', 'confirm'),
})

/** The manifest that a place means. */
export function objectAt({ objects }: RandomRun, of: number): KubeObject | undefined {
  return objects[of % objects.length]
}

/** A random run. */
export const randomRun: fc.Arbitrary<RandomRun> = fc.record({
  objects: randomObjects,
  leftovers: fc.uniqueArray(leftover, { maxLength: 3, selector: ({ of }) => of }),
  prunable: fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: randomPrunable }),
  trouble: fc.array(trouble, { maxLength: 3 }),
  settings,
})
