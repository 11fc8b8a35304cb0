// Random plans with random fates, and random things that happen meanwhile, for fast-check.
import * as fc from 'fast-check'
import type { KubeObject } from '../../src/manifest/kube-object.ts'
import { bare, configMap, deployment, job } from '../support/workloads.ts'
import type { Making } from '../support/workloads.ts'

/** One random run. Times in milliseconds after its beginning. */
export interface RandomRun {
  readonly objects: readonly KubeObject[]
  /** The same manifests were synced before. */
  readonly leftovers: boolean
  readonly trouble: readonly Trouble[]
  readonly concurrency: number
  readonly waveDelayMs: number
  /** How long each request takes. */
  readonly latency: number
}

/** Something that happens to a run. `of` is the place of an object among the manifests. */
export type Trouble =
  | { readonly kind: 'signal'; readonly at: number }
  | { readonly kind: 'cut-off'; readonly at: number; readonly lasts: number }
  | { readonly kind: 'history-lost'; readonly at: number }
  | { readonly kind: 'deleted-by-hand'; readonly at: number; readonly of: number }
  | { readonly kind: 'refused'; readonly of: number }
  | { readonly kind: 'held-by-finalizer'; readonly of: number; readonly until: number }

const time = fc.integer({ min: 0, max: 20_000 })

const place = fc.integer({ min: 0, max: 7 })

const trouble: fc.Arbitrary<Trouble> = fc.oneof(
  fc.record({ kind: fc.constant('signal'), at: time }),
  fc.record({ kind: fc.constant('cut-off'), at: time, lasts: time }),
  fc.record({ kind: fc.constant('history-lost'), at: time }),
  fc.record({ kind: fc.constant('deleted-by-hand'), at: time, of: place }),
  fc.record({ kind: fc.constant('refused'), of: place }),
  fc.record({ kind: fc.constant('held-by-finalizer'), of: place, until: time }),
)

const policies = fc
  .uniqueArray(fc.constantFrom('BeforeHookCreation', 'HookSucceeded', 'HookFailed'), { maxLength: 3 })
  .map((words) => (words.length === 0 ? {} : { policy: words.join(',') }))

const hooks = fc
  .constantFrom(undefined, 'PreSync', 'Sync', 'PostSync', 'SyncFail', 'PreSync,PostSync', 'Sync,SyncFail')
  .map((hook) => (hook === undefined ? {} : { hook }))

const waves = fc.integer({ min: -1, max: 1 }).map((wave) => ({ wave: String(wave) }))

const jobFates: fc.Arbitrary<Making> = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 8 }).map((seconds) => ({ lab: { 'run-for': `${seconds}s` } })) },
  {
    weight: 2,
    arbitrary: fc
      .integer({ min: 0, max: 8 })
      .map((seconds) => ({ lab: { 'run-for': `${seconds}s`, 'exit-code': '3' } })),
  },
  { weight: 1, arbitrary: fc.constant({ lab: { 'run-for': '2s' }, spec: { ttlSecondsAfterFinished: 0 } }) },
  { weight: 1, arbitrary: fc.constant({ lab: { 'run-for': '1h' }, timeout: '12s' }) },
  { weight: 1, arbitrary: fc.constant({ lab: { 'image-pull-error': 'ImagePullBackOff' } }) },
)

const deploymentFates: fc.Arbitrary<Making> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.integer({ min: 0, max: 8 }).map((seconds) => ({ lab: { 'ready-after': `${seconds}s` } })),
  },
  { weight: 1, arbitrary: fc.constant({ lab: { 'not-ready': 'true' }, spec: { progressDeadlineSeconds: 4 } }) },
)

type Maker = (name: string) => KubeObject

const jobs = fc.tuple(hooks, policies, waves, jobFates).map(
  ([hook, policy, wave, fate]): Maker =>
    (name) =>
      job(name, { ...hook, ...('hook' in hook ? policy : {}), ...wave, ...fate }),
)

const others = fc.oneof(
  fc.tuple(waves, deploymentFates).map(
    ([wave, fate]): Maker =>
      (name) =>
        deployment(name, { ...wave, ...fate }),
  ),
  waves.map(
    (wave): Maker =>
      (name) =>
        configMap(name, wave),
  ),
  fc.tuple(hooks, policies, waves).map(
    ([hook, policy, wave]): Maker =>
      (name) =>
        bare('v1', 'ServiceAccount', name, { ...hook, ...('hook' in hook ? policy : {}), ...wave }),
  ),
)

const objects = fc
  .array(fc.oneof({ weight: 3, arbitrary: jobs }, { weight: 2, arbitrary: others }), { minLength: 1, maxLength: 8 })
  .map((makers) => makers.map((make, at) => make(`o${at}`)))

/** A random run. */
export const randomRun: fc.Arbitrary<RandomRun> = fc.record({
  objects,
  leftovers: fc.boolean(),
  trouble: fc.array(trouble, { maxLength: 2 }),
  concurrency: fc.integer({ min: 1, max: 4 }),
  waveDelayMs: fc.constantFrom(0, 0, 2000),
  latency: fc.constantFrom(0, 0, 20, 300),
})
