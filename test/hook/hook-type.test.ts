// Classification, as Argo CD does it (test/fixtures/parity/scenarios 01-08).
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { phasesFor, typesFor } from '../../src/hook/hook-type.ts'
import { readDirectives } from '../../src/hook/read-directives.ts'
import { annotate, object } from '../support/objects.ts'

const test = suite('hook types')

const phases: readonly [title: string, annotations: Parameters<typeof annotate>[0], expected: readonly string[]][] = [
  ['no annotation: plain, in Sync', {}, ['Sync']],
  ['one type', { hook: 'PreSync' }, ['PreSync']],
  ['two types are two tasks, in phase order', { hook: 'PostSync,PreSync' }, ['PreSync', 'PostSync']],
  ['blanks do not count', { hook: ' PreSync , PostSync ' }, ['PreSync', 'PostSync']],
  ['a type twice is one task', { hook: 'Sync,Sync' }, ['Sync']],
  ['an unknown type beside a known one is left out', { hook: 'Sync,Garbage' }, ['Sync']],
  ['an unknown type alone: never applied', { hook: 'Garbage' }, []],
  ['spelling counts', { hook: 'presync' }, []],
  ['an empty value: never applied', { hook: '' }, []],
  ['Skip alone: no task', { hook: 'Skip' }, []],
  ['Skip in a list is inert', { hook: 'Skip,PreSync' }, ['PreSync']],
  ['PreDelete alone is not part of a sync', { hook: 'PreDelete,PostDelete' }, []],
  ['PreDelete beside PostSync', { hook: 'PostSync,PreDelete' }, ['PostSync']],
  ['pre-install and pre-upgrade are one PreSync', { helm: 'pre-install,pre-upgrade' }, ['PreSync']],
  ['post-install and pre-upgrade are two phases', { helm: 'post-install,pre-upgrade' }, ['PreSync', 'PostSync']],
  ['Helm tests are never applied', { helm: 'test' }, []],
  ['Helm test-success is never applied', { helm: 'test-success' }, []],
  ['Helm rollback hooks are never applied', { helm: 'pre-rollback' }, []],
  ['an unknown Helm event is never applied', { helm: 'foo' }, []],
  ['crd-install as the whole value is a plain object', { helm: 'crd-install' }, ['Sync']],
  ['crd-install in a list is a hook', { helm: 'crd-install,pre-install' }, ['PreSync']],
  ['Argo CD wins over Helm', { hook: 'Sync', helm: 'pre-install' }, ['Sync']],
  ['Helm counts where Argo CD has no valid type', { hook: 'Garbage', helm: 'pre-install' }, ['PreSync']],
  ['Argo CD Skip wins over Helm', { hook: 'Skip', helm: 'pre-install' }, []],
  ['PreDelete and pre-install add up', { hook: 'PreDelete', helm: 'pre-install' }, ['PreSync']],
  ['Helm pre-delete alone is not part of a sync', { helm: 'pre-delete' }, []],
]

for (const [title, annotations, expected] of phases) {
  test(title, () => {
    const directives = readDirectives(object('Job', 'a', { annotations: annotate(annotations) }))
    assert.equal(phasesFor(directives, 'both'), expected)
  })
}

test('PreDelete of Argo CD and pre-install of Helm give both types', () => {
  const job = object('Job', 'a', { annotations: annotate({ hook: 'PreDelete', helm: 'pre-install' }) })
  assert.equal(typesFor(readDirectives(job), 'both'), ['PreSync', 'PreDelete'])
})

test('an object that is skipped is not a hook, one with an empty hook annotation is one', () => {
  const skipped = readDirectives(object('Job', 'a', { annotations: annotate({ hook: 'Skip' }) }))
  assert.is(skipped.isSkipped, true)
  assert.is(skipped.isHook, false)
  assert.is(readDirectives(object('Job', 'a', { annotations: annotate({ hook: '' }) })).isHook, true)
})

test('annotations that are not all text count as none', () => {
  const job = {
    ...object('Job', 'a'),
    metadata: { name: 'a', annotations: JSON.parse('{"argocd.argoproj.io/hook":"PreSync","x":5}') },
  }
  assert.equal(phasesFor(readDirectives(job), 'both'), ['Sync'])
})

test.run()
