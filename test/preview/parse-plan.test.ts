// Plan files that are none: each is refused with its place.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { HooksyncError } from '../../src/errors.ts'
import { parseSavedPlan } from '../../src/preview/parse-plan.ts'
import { planJson } from '../../src/report/plan/plan-json.ts'
import { planIn } from '../support/preview-lab.ts'
import { createLab } from '../support/run-sync.ts'
import { configMap, job } from '../support/workloads.ts'

const test = suite('parse plan')

test('a file that is not a plan is refused with the place', async () => {
  const text = planJson(await planIn(createLab(), [job('mig', { hook: 'PreSync' }), configMap('c')]), (from) => from)
  const wrong: readonly [text: string, message: string][] = [
    ['', 'p.json is empty'],
    ['{"kind":', 'p.json:1:9 is not JSON: the text ends too early'],
    [
      text.slice(0, 700),
      `p.json:${text.slice(0, 700).split('\n').length}:${(text.slice(0, 700).split('\n').at(-1)?.length ?? 0) + 1} is not JSON: the text ends too early`,
    ],
    ['{\n  "kind" 1\n}', 'p.json:2:10 is not JSON'],
    ['[]', 'p.json is not a plan: it has no "kind": "SyncPlan"'],
    ['{"kind":"List"}', 'p.json is not a plan: it is of kind List'],
    ['{"kind":"DeletionPlan"}', 'p.json is the plan of a deletion, and only that of a sync can be run'],
    ['{"kind":"SyncPlan"}', 'p.json is a plan of version null, and this program reads version 1'],
    [text.replace('"version": 1', '"version": 2'), 'p.json is a plan of version 2, and this program reads version 1'],
    [text.replace('"wave":0', '"wave":"0"'), 'p.json is not a whole plan: tasks[0].wave is "0", not a whole number'],
    [
      text.replace('"phase":"Sync"', '"phase":"Then"'),
      'p.json is not a whole plan: tasks[1].phase is "Then", not one of PreSync, Sync, PostSync, SyncFail, PreDelete, Delete, PostDelete',
    ],
    [
      text.replace('"hooks":true', '"hooks":1'),
      'p.json is not a whole plan: options.hooks is 1, not text or true or false',
    ],
    [
      text.replace('"location":null', '"location":1').replace(/"location":"[^"]*"/, '"location":{}'),
      'p.json is not a whole plan: tasks[0].location is {}, not text',
    ],
    [text.replace('"namespace": "demo",', ''), 'p.json is not a whole plan: namespace is missing'],
    [text.replace('"action":"create"', '"action":"unchanged"'), 'the plan p.json was edited after it was made'],
    [text.replace('"reason":null', '"reason":"ok"'), 'the plan p.json was edited after it was made'],
    [text.replace('"notRun"', '"more": 1, "notRun"'), 'the plan p.json was edited after it was made'],
    [text.replace(/,\n  "digest".*/, ''), 'p.json is not a whole plan: digest is missing'],
    [text.replace(/"tasks": \[[^]*\n {2}\]/, '"tasks": 1'), 'p.json is not a whole plan: tasks is 1, not a list'],
  ]
  for (const [given, message] of wrong) {
    try {
      parseSavedPlan(given, 'p.json')
      assert.unreachable(message)
    } catch (error) {
      assert.ok(error instanceof HooksyncError, String(error))
      assert.equal([error.message, error.exitCode], [message, 3])
    }
  }
})

test('another layout of the same plan is the same plan', async () => {
  const objects = [configMap('c', { data: { a: 'half \ud800 \u202e ##[x]', big: '9007199254740993' } })]
  const text = planJson(await planIn(createLab(), objects), (from) => from)
  const { digest, ...rest } = JSON.parse(text)
  const turned = JSON.stringify({ digest, ...Object.fromEntries(Object.entries(rest).toReversed()) }, undefined, 4)
  assert.equal(parseSavedPlan(turned, 'p.json'), parseSavedPlan(text, 'p.json'))
})

test.run()
