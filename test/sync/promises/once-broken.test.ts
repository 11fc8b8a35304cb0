// The smallest runs that broke a promise once, as they were found: each is kept now.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { bare, configMap, job, widgetDefinition } from '../../support/workloads.ts'
import { describeRun } from './describe-run.ts'
import { brokenPromises } from './index.ts'
import { perform } from './perform.ts'
import { workflow } from './random-objects.ts'
import type { RandomRun, RandomSettings } from './random-run.ts'

const test = suite('promises once broken')

const USUAL: RandomSettings = {
  argoCompat: false,
  wait: true,
  forceConflicts: true,
  dryRun: 'none',
  concurrency: 1,
  waveDelayMs: 0,
  latency: 0,
  lag: 0,
  timeoutMs: 120_000,
  prune: 'on',
}

type Case = Partial<Omit<RandomRun, 'settings'>> & { readonly settings?: Partial<RandomSettings> }

const CASES: Readonly<Record<string, Case>> = {
  'a hook whose creation got no answer is deleted by its policy': {
    objects: [
      workflow('o0', { hook: 'PreSync', lab: { 'run-for': '0s', 'exit-code': '3' } }),
      bare('v1', 'ServiceAccount', 'o1', { hook: 'PreSync', policy: 'HookFailed' }),
    ],
    trouble: [{ kind: 'answer-lost', of: 1, verb: 'write', times: 1, reason: 'Timeout' }],
  },
  'a last wave that nobody awaits cannot fail': {
    objects: [configMap('o0'), job('o1')],
    leftovers: [{ of: 1, state: 'failed', finalizer: 'none' }],
    settings: { wait: false },
  },
  'time that is up in the middle of writing is not blamed on what was waited for before': {
    objects: [workflow('o0', { hook: 'PreSync', lab: { 'run-for': '1s' } }), configMap('o1')],
    settings: { latency: 300, timeoutMs: 2500 },
  },
  'an answer that comes after it was told as lost is not heard': {
    objects: [
      workflow('o0', { hook: 'PreSync', lab: { 'run-for': '0s' } }),
      workflow('o1', { hook: 'PreSync', lab: { 'run-for': '5s' } }),
      workflow('o2', { timeout: '12s', lab: { 'run-for': '1h' } }),
    ],
    leftovers: [{ of: 0, state: 'running', finalizer: 'argo' }],
    trouble: [{ kind: 'slow-request', of: 2, verb: 'write', lasts: 4000 }],
    settings: { concurrency: 2, waveDelayMs: 2000, latency: 20, timeoutMs: 8145 },
  },
  'a list that hangs does not hold up the end': {
    objects: [
      bare('lab.example.com/v1', 'Widget', 'o0', { hook: 'PreSync' }),
      workflow('o1', { lab: { 'run-for': '0s' } }),
      widgetDefinition(),
    ],
    trouble: [{ kind: 'cut-off', at: 1281, lasts: 5301, requests: 'wait', relist: false }],
    settings: { concurrency: 2, latency: 300, timeoutMs: 1581 },
  },
  'a list from before a write does not say that the new object is gone': {
    objects: [workflow('o0', { hook: 'PreSync', policy: 'BeforeHookCreation,HookFailed', lab: { 'run-for': '0s' } })],
    leftovers: [{ of: 0, state: 'running', finalizer: 'none' }],
    trouble: [
      { kind: 'history-lost', at: 907 },
      { kind: 'cut-off', at: 906, lasts: 299, requests: 'wait', relist: false },
    ],
    settings: { latency: 300 },
  },
  'after a signal in the middle of the gate nothing is told of the gate': {
    objects: [
      bare('lab.example.com/v1', 'Widget', 'o0'),
      bare('v1', 'ServiceAccount', 'o1', { hook: 'PreSync' }),
      configMap('o2'),
      widgetDefinition(),
    ],
    trouble: [{ kind: 'signal', name: 'SIGINT', on: { what: 'event', count: 4 } }],
  },
  'a delete that had no answer, and was sent again, is not sent for ever': {
    objects: [workflow('o0', { hook: 'Sync,SyncFail', lab: { 'run-for': '0s' } }), configMap('o1')],
    leftovers: [{ of: 0, state: 'running', finalizer: 'none' }],
    trouble: [{ kind: 'answer-lost', of: 0, verb: 'delete', times: 1, reason: 'Timeout' }],
  },
}

for (const [title, { settings, ...given }] of Object.entries(CASES)) {
  test(title, async () => {
    const nothing = { objects: [], leftovers: [], prunable: [], trouble: [] }
    const run = await perform({ ...nothing, ...given, settings: { ...USUAL, ...settings } })
    assert.equal(brokenPromises(run), [], describeRun(run))
  })
}

test.run()
