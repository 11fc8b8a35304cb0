import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { planSummary } from '../../../src/helm/stream/plan-summary.ts'

const test = suite('plan summary')

function object(name: string, annotations = ''): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}, annotations: {${annotations}}}\n`
}

const TEXT = [
  object('late', 'argocd.argoproj.io/sync-wave: "2"'),
  object('plain'),
  object('other'),
  object('before', 'argocd.argoproj.io/hook: "PreSync,PostSync"'),
  object('install', 'helm.sh/hook: pre-install, helm.sh/hook-weight: "-5"'),
  object('upgrade', 'helm.sh/hook: pre-upgrade'),
  object('test', 'helm.sh/hook: test'),
].join('---\n')

test('each phase and wave is a line, in the order of a sync', () => {
  assert.equal(planSummary(Buffer.from(TEXT), 'both'), [
    'PreSync wave -5: 1 hook',
    'PreSync wave 0: 2 hooks',
    'Sync wave 0: 2 resources',
    'Sync wave 2: 1 resource',
    'PostSync wave 0: 1 hook',
    'left to Helm: 1 object',
    'together: 3 resources and 3 hooks in 5 steps',
  ])
})

test('hooks of the other event are left to Helm', () => {
  const lines = planSummary(Buffer.from(TEXT), 'upgrade')
  assert.equal(lines.slice(0, 2), ['PreSync wave 0: 2 hooks', 'Sync wave 0: 2 resources'])
  assert.is(lines.at(-2), 'left to Helm: 2 objects')
})

test('an empty stream is nothing', () => {
  assert.equal(planSummary(Buffer.from(''), 'both'), ['together: nothing in 0 steps'])
})

const HINT = 'helm template … | kubectl hooksync plan -f - --offline does it'

test('a document that only the YAML library can read is counted, and not shown', () => {
  const lines = planSummary(Buffer.from(`${TEXT}---\nkind: Secret\ndata: {password: [hunter2\n`), 'both')
  assert.equal(lines.slice(-2), [
    'together: 3 resources and 3 hooks in 5 steps',
    `not read in a dry run: 1 document; ${HINT}`,
  ])
})

test('what is large, or no text, is not read', () => {
  const large = `${TEXT}${'# a comment\n'.repeat(10_000)}`
  assert.equal(planSummary(Buffer.from(large), 'both'), [`not read in a dry run: 0.1 MB; ${HINT}`])
  assert.equal(planSummary(Buffer.from([0x61, 0xff]), 'both'), [
    `not read in a dry run: a text that is not UTF-8; ${HINT}`,
  ])
})

test.run()
