// What `config` says of each setting: its value, and the place that it comes from.
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { KEYED_FLAGS } from '../../../src/commands/settings/settings-shape.ts'
import { ARGO_POLICY, OUR_POLICY } from '../../../src/policy.ts'
import { runMain } from '../../support/run-main.ts'

const test = suite('config command')

const folder = mkdtempSync(join(tmpdir(), 'hooksync-config-'))
test.after(() => rmSync(folder, { recursive: true }))

const SETTINGS = `app: shop
syncOptions: [Replace=true, CreateNamespace=true]
timeout: 10m
contexts: [prod]
profiles:
  dev:
    timeout: 20m
    syncOptions: [Replace=false]
    contexts: [dev, test]
  "x\\n::error::y": {app: "a"}
`
test.before(() => {
  for (const name of ['shop', 'plain', 'other']) mkdirSync(join(folder, name))
  writeFileSync(join(folder, 'shop/hooksync.yaml'), SETTINGS)
  writeFileSync(join(folder, 'other/hooksync.yaml'), 'app: other\n')
})

const at = (words: string): string => words.replaceAll('@', `${folder}/`)

/** The row of a key, as `value | from`. */
async function rowOf(key: string, words: string): Promise<string> {
  const { stdout, exitCode, stderr } = await runMain(['config', ...at(words).split(' ')])
  assert.is(exitCode, 0, stderr)
  const [, value = '', from = ''] = new RegExp(`^${key} +(.*?) {2,}(.*)$`, 'm').exec(stdout) ?? []
  return `${value.trim()} | ${from}`
}

const ROWS: readonly (readonly [key: string, words: string, row: string])[] = [
  ['app', '-f @plain', '- | default'],
  ['wait', '-f @plain', 'true | default'],
  ['pruneLimit', '-f @plain', '20% | default'],
  ['namespace', '-f @plain', "the context's | default"],
  ['contexts', '-f @plain', 'all | default'],
  ['app', '-f @plain --app x', 'x | command line'],
  ['wait', '-f @plain --no-wait', 'false | command line'],
  ['wait', '-f @plain --argo-compat', 'false | --argo-compat'],
  ['waveDelay', '-f @plain --argo-compat', '2s | --argo-compat'],
  ['degradedGrace', '-f @plain --argo-compat', '0s | --argo-compat'],
  ['failFast', '-f @plain', 'on | default'],
  ['failFast', '-f @plain --argo-compat', 'off | --argo-compat'],
  ['failFast', '-f @plain --argo-compat --fail-fast', 'on | command line'],
  ['failFast', '-f @plain --fail-fast=image-pull=5m', 'image-pull=5m | command line'],
  ['waveDelay', '-f @plain --argo-compat --wave-delay 1s', '1s | command line'],
  ['hooks', '-f @plain --argo-compat', 'true | default'],
  ['app', '-f @shop', 'shop | @shop/hooksync.yaml:1'],
  ['timeout', '-f @shop', '10m | @shop/hooksync.yaml:3'],
  ['timeout', '-f @shop --profile dev', '20m | profile dev in @shop/hooksync.yaml:7'],
  ['timeout', '-f @shop --profile dev --timeout 5m', '5m | command line'],
  ['timeout', '-f @shop --config none', '30m | default'],
  ['app', '-f @plain --config @shop/hooksync.yaml', 'shop | @shop/hooksync.yaml:1'],
  ['contexts', '-f @shop', 'prod | @shop/hooksync.yaml:4'],
  ['contexts', '-f @shop --profile dev', 'dev, test | profile dev in @shop/hooksync.yaml:9'],
  ['createNamespace', '-f @shop', 'true | @shop/hooksync.yaml:2'],
  ['createNamespace', '-f @shop --create-namespace=all', 'all | command line'],
  [
    'syncOptions',
    '-f @shop --profile dev --sync-option Validate=false',
    'Replace=false, CreateNamespace=true, Validate=false | @shop/hooksync.yaml:2, profile dev in @shop/hooksync.yaml:8, command line',
  ],
]

for (const [key, words, row] of ROWS) {
  test(`${key} with ${words}`, async () => assert.is(await rowOf(key, words), at(row)))
}

test('the head says which file is read, and which profiles there are', async () => {
  const headOf = async (words: string): Promise<string> => {
    const { stdout } = await runMain(['config', ...at(words).split(' ')])
    return stdout.split('\n')[0] ?? ''
  }
  assert.is(await headOf('-f @plain'), 'settings: no hooksync.yaml is read')
  assert.is(await headOf('-f @other'), at('settings of @other/hooksync.yaml'))
  assert.is(await headOf('-f @shop --profile dev'), at('settings of @shop/hooksync.yaml, profile dev'))
  assert.is(
    await headOf('-f @shop'),
    at(String.raw`settings of @shop/hooksync.yaml, without a profile; there are: dev, x\n::error::y`),
  )
})

test('as JSON it has a row for each key', async () => {
  const { stdout } = await runMain(['config', '-f', `${folder}/shop`, '--profile', 'dev', '-o', 'json'])
  const { v, file, profile, profiles, settings } = JSON.parse(stdout)
  assert.equal([v, file, profile, profiles], [1, at('@shop/hooksync.yaml'), 'dev', ['dev', 'x\n::error::y']])
  assert.is(settings.length, KEYED_FLAGS.length + 2)
  const found = (key: string) => settings.find((one: { readonly key: string }) => one.key === key)
  assert.equal(found('timeout'), {
    key: 'timeout',
    flag: 'timeout',
    value: '20m',
    from: 'profile',
    places: [at('profile dev in @shop/hooksync.yaml:7')],
  })
  assert.equal(found('include'), { key: 'include', flag: 'include', value: null, from: 'default', places: [] })
  assert.equal(found('contexts').value, ['dev', 'test'])
})

test('what a sync refuses is refused, and a file that is not read is told', async () => {
  const pruning = await runMain(['config', '-f', `${folder}/plain`, '--prune'])
  assert.equal([pruning.exitCode, pruning.stderr.split('\n')[0]], [2, 'error: --prune needs --app'])
  assert.is((await runMain(['config'])).exitCode, 2)
  const told = await runMain(['config', ...at('-f @shop -f @other').split(' ')])
  assert.equal(
    [told.exitCode, told.stderr.split('\n')[0]],
    [0, at('warning SETTINGS @other/hooksync.yaml is not read: settings come from beside @shop, which is named first')],
  )
})

test('what --argo-compat changes of the defaults is what it changes of a sync', async () => {
  const { stdout } = await runMain(['config', '-f', `${folder}/plain`, '--argo-compat', '-o', 'json'])
  const { settings } = JSON.parse(stdout)
  const changed = settings.filter((one: { readonly from: string }) => one.from === 'argo-compat')
  // failFast is no default of its own: what holds where nothing is said is a decision of the policy.
  assert.is(changed.length, Object.keys(ARGO_POLICY.defaults).length + 1)
  assert.is(Object.keys(OUR_POLICY.defaults).length + 1, changed.length)
})

test.run()
