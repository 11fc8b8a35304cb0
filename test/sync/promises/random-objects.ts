// Random manifests with random fates: hooks of all types and plain resources, of kinds with and without health.
import * as fc from 'fast-check'
import type { KubeObject } from '../../../src/object/kube-object.ts'
import { bare, configMap, deployment, job, widgetDefinition } from '../../support/workloads.ts'
import type { Making } from '../../support/workloads.ts'

/** Makes an object under a name. */
type Maker = (name: string) => KubeObject

const policies = fc
  .uniqueArray(fc.constantFrom('BeforeHookCreation', 'HookSucceeded', 'HookFailed'), { maxLength: 3 })
  .map((words): Making => (words.length === 0 ? {} : { policy: words.join(',') }))

const hookTypes = fc.constantFrom(
  'PreSync',
  'Sync',
  'PostSync',
  'SyncFail',
  'SyncFail',
  'PreSync,PostSync',
  'Sync,SyncFail',
  'PreSync,Sync,PostSync',
)

const waves = fc.integer({ min: -1, max: 1 }).map((wave): Making => (wave === 0 ? {} : { wave: String(wave) }))

const hook: fc.Arbitrary<Making> = fc
  .tuple(hookTypes, policies, waves)
  .map(([type, policy, wave]) => ({ hook: type, ...policy, ...wave }))

const hookOrNot: fc.Arbitrary<Making> = fc.oneof({ weight: 3, arbitrary: hook }, { weight: 1, arbitrary: waves })

const seconds = (max: number): fc.Arbitrary<string> => fc.integer({ min: 0, max }).map((count) => `${count}s`)

/** What runs to an end: well, badly, too long, never. */
const ends: fc.Arbitrary<Making> = fc.oneof(
  { weight: 8, arbitrary: seconds(8).map((time) => ({ lab: { 'run-for': time } })) },
  { weight: 4, arbitrary: seconds(8).map((time) => ({ lab: { 'run-for': time, 'exit-code': '3' } })) },
  { weight: 1, arbitrary: fc.constant({ lab: { 'run-for': '1h' }, timeout: '12s' }) },
  { weight: 1, arbitrary: fc.constant({ lab: { 'run-for': '1h' } }) },
)

const podEnds: fc.Arbitrary<Making> = fc.oneof(
  { weight: 6, arbitrary: ends },
  { weight: 1, arbitrary: fc.constant({ lab: { 'run-for': '2s' }, spec: { ttlSecondsAfterFinished: 0 } }) },
  // Its first pod fails, its second one does not.
  { weight: 1, arbitrary: fc.constant({ lab: { 'run-for': '1s', 'fail-attempts': '1' }, spec: { backoffLimit: 1 } }) },
  { weight: 1, arbitrary: fc.constant({ lab: { 'image-pull-error': 'ImagePullBackOff' } }) },
  {
    weight: 1,
    arbitrary: fc.constant({ lab: { 'image-pull-error': 'ImagePullBackOff' }, failFast: 'image-pull=6s' }),
  },
)

/** What gets ready: soon, never, or gives up. */
const readies: fc.Arbitrary<Making> = fc.oneof(
  { weight: 9, arbitrary: seconds(8).map((time) => ({ lab: { 'ready-after': time } })) },
  { weight: 1, arbitrary: fc.constant({ lab: { 'never-ready': 'true' } }) },
)

const deploymentFates: fc.Arbitrary<Making> = fc.oneof(
  { weight: 3, arbitrary: seconds(8).map((time) => ({ lab: { 'ready-after': time } })) },
  { weight: 1, arbitrary: fc.constant({ lab: { 'not-ready': 'true' }, spec: { progressDeadlineSeconds: 4 } }) },
)

/** A kind that runs to an end with a single write of its controller: the cheapest that can fail. */
export function workflow(name: string, making: Making): KubeObject {
  const object = bare('argoproj.io/v1alpha1', 'Workflow', name, making)
  return { ...object, metadata: withLab(object, making), spec: {} }
}

/** A plain resource that is awaited: it has its address after a while, or never. */
function balancer(name: string, making: Making): KubeObject {
  const object = bare('v1', 'Service', name, making)
  return { ...object, metadata: withLab(object, making), spec: { type: 'LoadBalancer', ports: [{ port: 80 }] } }
}

function withLab({ metadata }: KubeObject, { lab = {} }: Making): KubeObject['metadata'] {
  const words = Object.entries(lab).map(([word, value]) => [`lab/${word}`, value])
  return { ...metadata, annotations: { ...metadata.annotations, ...Object.fromEntries(words) } }
}

/** Only a name's beginning: each run makes another one. */
function nameless(object: KubeObject): KubeObject {
  const { name = '', ...metadata } = object.metadata
  return { ...object, metadata: { ...metadata, generateName: `${name}-` } }
}

const makers: fc.Arbitrary<Maker> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.tuple(hookOrNot, ends).map(
      ([term, fate]): Maker =>
        (name) =>
          workflow(name, { ...term, ...fate }),
    ),
  },
  {
    weight: 3,
    arbitrary: fc.tuple(waves, readies).map(
      ([term, fate]): Maker =>
        (name) =>
          balancer(name, { ...term, ...fate }),
    ),
  },
  {
    weight: 3,
    arbitrary: waves.map(
      (term): Maker =>
        (name) =>
          configMap(name, term),
    ),
  },
  {
    weight: 2,
    arbitrary: hook.map(
      (term): Maker =>
        (name) =>
          bare('v1', 'ServiceAccount', name, term),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(hookOrNot, podEnds).map(
      ([term, fate]): Maker =>
        (name) =>
          job(name, { ...term, ...fate }),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(hook, ends).map(
      ([term, fate]): Maker =>
        (name) =>
          nameless(workflow(name, { ...term, ...fate })),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(waves, deploymentFates).map(
      ([term, fate]): Maker =>
        (name) =>
          deployment(name, { ...term, ...fate }),
    ),
  },
  {
    weight: 1,
    arbitrary: hookOrNot.map(
      (term): Maker =>
        (name) =>
          bare('lab.example.com/v1', 'Widget', name, term),
    ),
  },
  {
    weight: 1,
    arbitrary: waves.map(
      (term): Maker =>
        (name) =>
          bare('v1', 'Namespace', name, term),
    ),
  },
  {
    weight: 1,
    arbitrary: waves.map(
      (term): Maker =>
        (name) =>
          configMap(name, { ...term, namespace: 'extra' }),
    ),
  },
)

/** What others need: the definition of widgets, and the namespace `extra`; sometimes it is not brought. */
function bringNeeded(
  objects: readonly KubeObject[],
  terms: { readonly brought: boolean; readonly wave: Making },
): readonly KubeObject[] {
  const { brought, wave } = terms
  if (!brought) return objects
  const definition = objects.some(({ kind }) => kind === 'Widget') ? [widgetDefinition(wave)] : []
  const namespace = objects.some(({ metadata }) => metadata.namespace === 'extra')
    ? [bare('v1', 'Namespace', 'extra', wave)]
    : []
  return [...objects, ...definition, ...namespace]
}

/** Random manifests. */
export const randomObjects: fc.Arbitrary<readonly KubeObject[]> = fc
  .tuple(fc.array(makers, { minLength: 1, maxLength: 6 }), fc.constantFrom(true, true, true, true, true, false), waves)
  .map(([some, brought, wave]) =>
    bringNeeded(
      some.map((make, at) => make(`o${at}`)),
      { brought, wave },
    ),
  )

/** What is pruned goes at once, is held for a while, or goes by somebody else's hand. */
const leavings: fc.Arbitrary<Making> = fc.oneof(
  { weight: 4, arbitrary: fc.constant({}) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom('held-for', 'deleted-at'), fc.integer({ min: 0, max: 8000 }))
      .map(([word, time]) => ({ lab: { [word]: String(time) } })),
  },
)

/** Random objects that only an earlier run had. */
export const randomPrunable: fc.Arbitrary<readonly KubeObject[]> = fc
  .array(fc.tuple(waves, fc.constantFrom(undefined, undefined, 'Prune=false', 'Prune=confirm'), leavings), {
    minLength: 1,
    maxLength: 4,
  })
  .map((some) =>
    some.map(([wave, options, leaving], at) => {
      const object = configMap(`p${at}`, { ...wave, ...(options === undefined ? {} : { options }) })
      return { ...object, metadata: withLab(object, leaving) }
    }),
  )
