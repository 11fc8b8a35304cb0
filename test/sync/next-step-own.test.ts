// The decision function where nothing in Argo CD compares: webhooks that cannot be called, and our own options.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { annotate, object } from '../support/objects.ts'
import { play } from './script.ts'
import type { Play } from './script.ts'

const test = suite('next step, our own')

const job = (name: string, short: Parameters<typeof annotate>[0]) =>
  object('Job', name, { annotations: annotate(short) })
const deployment = (name: string, short: Parameters<typeof annotate>[0] = {}) =>
  object('Deployment', name, { annotations: annotate(short) })
const config = (name: string, short: Parameters<typeof annotate>[0] = {}) =>
  object('ConfigMap', name, { annotations: annotate(short) })

const UNSUCCESSFUL = 'one or more synchronization tasks completed unsuccessfully'

const both = (policy: string, more: Parameters<typeof annotate>[0] = {}) =>
  job('both', { hook: 'PreSync,SyncFail', policy, wave: '-1', ...more })

const scenarios: readonly [title: string, play: Play, expected: string][] = [
  [
    'a webhook that cannot be called: the rest of the batch goes on, then it is tried again',
    { objects: [config('c'), deployment('d')], lives: { c: '??', d: 'P,P,P,P,H' }, wait: true },
    '?c +d ?c … +c … OK2',
  ],
  [
    'it is tried no more once something else has failed',
    {
      objects: [config('c'), deployment('d'), job('sf', { hook: 'SyncFail' })],
      lives: { c: '?????????', d: 'P,P,P,D', sf: 'P,H' },
    },
    `?c +d ?c … ?c … ?c … ?c +sf … FAIL "${UNSUCCESSFUL}"`,
  ],
  [
    'a SyncFail hook is tried again, too',
    {
      objects: [job('h', { hook: 'PreSync' }), job('sf', { hook: 'SyncFail' })],
      lives: { h: 'P,D', sf: '?P,H' },
    },
    `+h … ?sf … +sf … FAIL "${UNSUCCESSFUL}"`,
  ],
  [
    '73 what HookFailed has deleted is awaited, then made anew for SyncFail',
    {
      objects: [both('HookFailed'), job('h', { hook: 'PreSync' })],
      lives: { both: 'P,H', h: 'P,D' },
    },
    `+both D … +h … -both … +both … -both FAIL "${UNSUCCESSFUL}"`,
  ],
  [
    '73 with BeforeHookCreation, too',
    {
      objects: [both('HookFailed,BeforeHookCreation'), job('h', { hook: 'PreSync' })],
      lives: { both: 'P,H', h: 'P,D' },
    },
    `+both D … +h … -both … +both … -both FAIL "${UNSUCCESSFUL}"`,
  ],
]

for (const [title, scenario, expected] of scenarios) {
  test(title, () => assert.is(play(scenario), expected))
}

test.run()
