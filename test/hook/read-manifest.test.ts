// Where each value of a manifest's annotations comes from, and that they are read once.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { NO_DIRECTIVES, readDirectives } from '../../src/hook/read-directives.ts'
import { readManifest } from '../../src/hook/read-manifest.ts'
import { parseManifests } from '../../src/manifest/parse-manifests.ts'
import { annotate, manifest, object } from '../support/objects.ts'

const test = suite('read manifest')

test('each value names the annotation that it comes from, with its place', () => {
  const text = `apiVersion: batch/v1
kind: Job
metadata:
  name: a
  annotations:
    argocd.argoproj.io/hook: PreSync
    argocd.argoproj.io/hook-delete-policy: HookFailed
    helm.sh/hook-delete-policy: hook-failed,hook-succeeded
    argocd.argoproj.io/sync-wave: five
    helm.sh/hook-weight: "7"
`
  const [parsed] = parseManifests([{ name: 'in.yaml', text }]).manifests
  if (parsed === undefined) throw new Error('there is no manifest')
  const { wave, deletePolicies, facts } = readManifest(parsed).directives
  assert.is(facts.hook?.location?.line, 6)
  assert.equal([wave.value, wave.from?.name, wave.from?.location?.line], [7, 'helm.sh/hook-weight', 10])
  assert.equal(
    deletePolicies.map(({ value, from }) => `${value} ${from?.name}:${from?.location?.line}`),
    ['HookSucceeded helm.sh/hook-delete-policy:8', 'HookFailed argocd.argoproj.io/hook-delete-policy:7'],
  )
})

test('a default comes from nowhere', () => {
  const { wave, deletePolicies } = readDirectives(object('Job', 'a', { annotations: annotate({ hook: 'Sync' }) }))
  assert.equal(wave, { value: 0, from: undefined })
  assert.equal(deletePolicies, [{ value: 'BeforeHookCreation', from: undefined }])
})

test('an object without annotations of ours says nothing, whatever others put there', () => {
  assert.is(readDirectives(object('Job', 'a')), NO_DIRECTIVES)
  assert.is(readDirectives(object('Job', 'a', { annotations: { 'example.com/hook': 'PreSync' } })), NO_DIRECTIVES)
})

test('a manifest is read once', () => {
  const read = readManifest(manifest(object('Job', 'a', { annotations: annotate({ hook: 'PreSync' }) })))
  assert.is(readManifest(read), read)
})

test('options are read word by word, spelt exactly', () => {
  const options = (text: string): unknown => {
    return readDirectives(object('Job', 'a', { annotations: annotate({ options: text }) })).options
  }
  const usual = {
    replace: false,
    force: false,
    serverSideApply: undefined,
    validate: true,
    skipDryRunOnMissingResource: false,
    pruneLast: false,
    prune: undefined,
    delete: undefined,
    ignoreExtraneous: false,
  }
  assert.equal(options(''), usual)
  assert.equal(options('Replace=true, Force=true,Validate=false'), {
    ...usual,
    replace: true,
    force: true,
    validate: false,
  })
  assert.equal(options('ServerSideApply=false,ServerSideApply=true'), { ...usual, serverSideApply: true })
  assert.equal(options('Prune=confirm,Prune=false,PruneLast=true'), { ...usual, prune: 'false', pruneLast: true })
  assert.equal(options('Delete=confirm,Prune=true'), { ...usual, delete: 'confirm', prune: 'true' })
  assert.equal(options('replace=true,Replace=yes'), usual)
})

test.run()
