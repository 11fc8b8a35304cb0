// The decision function against the numbered scenarios of test/fixtures/parity.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { NO_PRUNE } from '../../src/plan/sync-plan.ts'
import { annotate, object } from '../support/objects.ts'
import { play, withFinalizer } from './script.ts'
import type { Play } from './script.ts'

const test = suite('next step')

const job = (name: string, short: Parameters<typeof annotate>[0]) =>
  object('Job', name, { annotations: annotate(short) })
const deployment = (name: string, wave?: string) =>
  object('Deployment', name, { annotations: annotate(wave === undefined ? {} : { wave }) })
const config = (name: string, short: Parameters<typeof annotate>[0] = {}) =>
  object('ConfigMap', name, { annotations: annotate(short) })

const UNSUCCESSFUL = 'one or more synchronization tasks completed unsuccessfully'

const scenarios: readonly [title: string, play: Play, expected: string][] = [
  [
    '16 a Sync hook beside other kinds',
    { objects: [config('c'), job('z', { hook: 'Sync' }), object('Job', 'a')], lives: { z: 'P,H' } },
    '+c +a +z … OK2',
  ],
  [
    '17 the last wave is not awaited',
    {
      objects: [job('pre', { hook: 'PreSync', wave: '10' }), config('cm', { wave: '-10' }), deployment('d', '3')],
      lives: { pre: 'P,H', d: 'P' },
    },
    '+pre D … +cm D +d OK1',
  ],
  [
    '18 PostSync waves after a healthy Sync',
    {
      objects: [
        deployment('d'),
        job('p1', { hook: 'PostSync', wave: '-1' }),
        job('p2', { hook: 'PostSync', wave: '5' }),
      ],
      lives: { d: 'P,H', p1: 'P,H', p2: 'P,H' },
    },
    '+d D … +p1 D … +p2 … OK2',
  ],
  ['23 the destination namespace first', { objects: [object('Namespace', 'demo'), config('c')] }, '+demo +c OK1'],
  [
    '26 a namespace that is refused: no SyncFail hook',
    { objects: [object('Namespace', 'demo'), config('c'), job('sf', { hook: 'SyncFail' })], lives: { demo: '!' } },
    '!demo FAIL "the namespace failed to apply, reason: demo refused"',
  ],
  [
    '28 one wave is not awaited',
    { objects: [config('c'), deployment('w'), object('Job', 'j')], lives: { w: 'D', j: 'P' } },
    '+c +w +j OK1',
  ],
  ['28 with wait it is', { objects: [config('c'), deployment('w')], lives: { w: 'P,H' }, wait: true }, '+c +w … OK2'],
  [
    '29 a second wave, degraded',
    { objects: [deployment('a', '1'), deployment('b', '2')], lives: { a: 'P,H', b: 'D' } },
    '+a D … +b OK1',
  ],
  [
    '30 a degraded resource fails an awaited wave',
    {
      objects: [deployment('a', '1'), deployment('b', '2'), job('sf', { hook: 'SyncFail' })],
      lives: { a: 'P,D', sf: 'P,H' },
    },
    `+a D … +sf … FAIL "${UNSUCCESSFUL}"`,
  ],
  [
    '31 PreSync, then the rest',
    { objects: [job('mig', { hook: 'PreSync' }), deployment('web')], lives: { mig: 'P,H' } },
    '+mig D … +web OK1',
  ],
  [
    '32 a failed PreSync hook',
    { objects: [job('mig', { hook: 'PreSync' }), deployment('web')], lives: { mig: 'P,D' } },
    `+mig D … FAIL "${UNSUCCESSFUL}"`,
  ],
  [
    '33 a failure waits for the other hooks',
    {
      objects: [job('a', { hook: 'PreSync' }), job('b', { hook: 'PreSync' }), job('sf', { hook: 'SyncFail' })],
      lives: { a: 'D', b: 'P,P,P,H', sf: 'P,H' },
    },
    `+a +b … +sf … FAIL "${UNSUCCESSFUL}"`,
  ],
  [
    '34 a slow resource beside a Sync hook',
    { objects: [deployment('w'), job('h', { hook: 'Sync' })], lives: { w: 'P', h: 'P,H' } },
    '+w +h … OK2',
  ],
  [
    '35 a degraded resource beside a Sync hook',
    { objects: [deployment('w'), job('h', { hook: 'Sync' })], lives: { w: 'P,D', h: 'P,P,H' } },
    `+w +h … FAIL "${UNSUCCESSFUL}"`,
  ],
  [
    '36 a SyncFail hook makes the resource awaited',
    {
      objects: [deployment('w'), job('h', { hook: 'Sync' }), job('sf', { hook: 'SyncFail' })],
      lives: { w: 'P,P,P,H', h: 'P,H' },
    },
    '+w +h … OK2',
  ],
  [
    '37 only a SyncFail hook beside',
    { objects: [deployment('w'), job('sf', { hook: 'SyncFail' })], lives: { w: 'D' } },
    '+w OK1',
  ],
  ['42 a suspended hook', { objects: [job('m', { hook: 'PreSync' }), config('c')], lives: { m: 'S' } }, '+m D … HANGS'],
  [
    '43 an apply error does not stop the later kinds',
    { objects: [config('bad'), deployment('w')], lives: { bad: '!', w: 'H' } },
    `!bad +w FAIL "${UNSUCCESSFUL}, reason: bad refused"`,
  ],
  [
    '44 an apply error beside a hook',
    { objects: [config('bad'), job('h', { hook: 'Sync' })], lives: { bad: '!', h: 'P,H' } },
    `!bad +h … FAIL "${UNSUCCESSFUL}, reason: bad refused"`,
  ],
  [
    '45 an apply error beside a slow resource',
    { objects: [config('bad'), deployment('a'), config('b', { wave: '1' })], lives: { bad: '!', a: 'P,P,H' } },
    `!bad +a … FAIL "${UNSUCCESSFUL}, reason: bad refused"`,
  ],
  [
    '46 SyncFail starts in the pass of the error',
    {
      objects: [config('bad'), deployment('a'), job('sf', { hook: 'SyncFail' })],
      lives: { bad: '!', a: 'P,H', sf: 'P,P,H' },
    },
    `!bad +a +sf … FAIL "${UNSUCCESSFUL}, reason: bad refused"`,
  ],
  [
    '47 only an apply error',
    { objects: [config('bad')], lives: { bad: '!' } },
    'FAIL "one or more objects failed to apply, reason: bad refused"'.replace('FAIL', '!bad FAIL'),
  ],
  [
    '48 a failing SyncFail hook changes nothing',
    {
      objects: [job('h', { hook: 'PreSync' }), job('sf1', { hook: 'SyncFail' }), job('sf2', { hook: 'SyncFail' })],
      lives: { h: 'D', sf1: 'D', sf2: 'P,H' },
    },
    `+h +sf1 +sf2 … FAIL "${UNSUCCESSFUL}"`,
  ],
  [
    '49 a SyncFail hook that is refused',
    { objects: [job('h', { hook: 'PreSync' }), job('sf', { hook: 'SyncFail' })], lives: { h: 'D', sf: '!' } },
    `+h !sf FAIL "${UNSUCCESSFUL}\none or more SyncFail hooks failed, reason: sf refused"`,
  ],
  [
    '50 SyncFail waves run in one batch',
    {
      objects: [
        job('h', { hook: 'PreSync' }),
        job('sf1', { hook: 'SyncFail', wave: '1' }),
        job('sf2', { hook: 'SyncFail', wave: '2' }),
      ],
      lives: { h: 'D', sf1: 'P,H', sf2: 'P,H' },
    },
    `+h +sf1 +sf2 … FAIL "${UNSUCCESSFUL}"`,
  ],
  ['52 nothing at all', { objects: [] }, 'OK2'],
  [
    '53 a hook that vanishes',
    { objects: [job('h', { hook: 'PreSync' }), config('c')], lives: { h: 'P,x' } },
    `+h D … FAIL "${UNSUCCESSFUL}, reason: Resource batch/Job/h is missing, it might have been deleted"`,
  ],
  [
    '59 a leftover with its finalizer is replaced',
    {
      objects: [job('mig', { hook: 'PreSync' }), deployment('web')],
      lives: { mig: 'P,H' },
      live: [[withFinalizer(job('mig', { hook: 'PreSync' })), 'H']],
    },
    'f-mig -mig … +mig D … +web OK1',
  ],
  [
    '62 HookSucceeded acts at the end of the sync',
    {
      objects: [
        job('mig', { hook: 'PreSync', policy: 'HookSucceeded' }),
        deployment('web'),
        job('smoke', { hook: 'PostSync' }),
      ],
      lives: { mig: 'P,H', web: 'P,H', smoke: 'P,H' },
    },
    '+mig D … +web D … +smoke … -mig OK2',
  ],
  [
    '63 HookFailed acts on hooks that succeeded',
    {
      objects: [
        job('mig', { hook: 'PreSync', policy: 'HookSucceeded' }),
        job('chk', { hook: 'PreSync', policy: 'HookFailed' }),
        deployment('web'),
        job('smoke', { hook: 'PostSync', policy: 'HookSucceeded' }),
      ],
      lives: { mig: 'P,H', chk: 'P,H', web: 'P,H', smoke: 'P,D' },
    },
    `+chk +mig D … +web D … +smoke … -chk FAIL "${UNSUCCESSFUL}"`,
  ],
  [
    '65 a failed leftover without BeforeHookCreation',
    { objects: [job('mig', { hook: 'PreSync', policy: 'HookSucceeded' }), config('c')], live: [[job('mig', {}), 'D']] },
    `~mig D FAIL "${UNSUCCESSFUL}"`,
  ],
  [
    '66 HookFailed: a success is kept',
    { objects: [job('a', { hook: 'PostSync', policy: 'HookFailed' })], lives: { a: 'P,H' } },
    '+a … OK2',
  ],
  [
    '66 HookFailed: a failure goes',
    { objects: [job('a', { hook: 'PostSync', policy: 'HookFailed' })], lives: { a: 'P,D' } },
    `+a … -a FAIL "${UNSUCCESSFUL}"`,
  ],
  [
    '68 a hook of two phases without BeforeHookCreation runs once',
    { objects: [job('n', { hook: 'PreSync,PostSync', policy: 'HookSucceeded' }), config('c')], lives: { n: 'P,H' } },
    '+n D … +c D ~n -n OK2',
  ],
  [
    '68 with the default policy it runs twice',
    { objects: [job('n', { hook: 'PreSync,PostSync' }), config('c')], lives: { n: 'P,H' } },
    '+n D … +c D -n … +n … OK2',
  ],
  [
    '69 HookFailed acts on a leftover of a phase that did not run',
    {
      objects: [job('pre', { hook: 'PreSync' }), job('post', { hook: 'PostSync', policy: 'HookFailed' })],
      lives: { pre: 'P,D' },
      live: [[job('post', {}), 'H']],
    },
    `+pre D … -post FAIL "${UNSUCCESSFUL}"`,
  ],
  [
    '70 a SyncFail leftover goes with the next success',
    {
      objects: [job('h', { hook: 'PreSync' }), job('sf', { hook: 'SyncFail', policy: 'HookSucceeded' }), config('c')],
      lives: { h: 'P,H' },
      live: [[job('sf', {}), 'H']],
    },
    '+h D … +c -sf OK1',
  ],
  [
    '70 a SyncFail hook with HookFailed goes after its run',
    {
      objects: [job('h', { hook: 'PreSync' }), job('sf', { hook: 'SyncFail', policy: 'HookFailed' })],
      lives: { h: 'P,D', sf: 'P,H' },
    },
    `+h … +sf … -sf FAIL "${UNSUCCESSFUL}"`,
  ],
  [
    '71 a SyncFail leftover is replaced',
    {
      objects: [job('h', { hook: 'PreSync' }), job('sf', { hook: 'SyncFail' })],
      lives: { h: 'P,D', sf: 'P,H' },
      live: [[job('sf', {}), 'H']],
    },
    `+h … -sf … +sf … FAIL "${UNSUCCESSFUL}"`,
  ],
  [
    '75 pruned one wave after the other, each awaited',
    {
      objects: [],
      context: {
        prune: {
          ...NO_PRUNE,
          enabled: true,
          members: [config('w0'), config('w1', { wave: '1' })].map((o) => ({
            ...o,
            metadata: { ...o.metadata, namespace: 'demo' },
          })),
        },
      },
      live: [
        [config('w0'), ''],
        [config('w1', { wave: '1' }), ''],
      ],
    },
    '-w1 D … -w0 OK1',
  ],
]

for (const [title, scenario, expected] of scenarios) {
  test(title, () => assert.is(play(scenario), expected))
}

test.run()
