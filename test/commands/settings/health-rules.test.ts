// A sync beside a hooksync.yaml with health rules: what they hold up, what fails by them, whose counts first, and what a wrong one stops.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { JsonObject, KubeObject } from '../../../src/object/kube-object.ts'
import { createSession } from '../../support/command-session.ts'
import type { CommandRun } from '../../support/command-session.ts'
import { object } from '../../support/objects.ts'
import { runMain } from '../../support/run-main.ts'
import { manifestText } from '../../support/run-sync.ts'
import { configMap } from '../../support/workloads.ts'

const test = suite('health rules of settings')

const folder = mkdtempSync(join(tmpdir(), 'hooksync-health-'))
test.after(() => rmSync(folder, { recursive: true }))

const WIDGET = { group: 'lab.example.com', version: 'v1', kind: 'Widget', plural: 'widgets', namespaced: true }
const SHORT = `health:
  lab.example.com/Widget:
    Healthy: { field: status.phase, is: Running }
    Degraded: { field: status.phase, is: Failed, text: status.why }
`
const widget = (status: JsonObject): KubeObject => object('Widget', 'w', { fields: { status } })
const shop = (status: JsonObject): readonly KubeObject[] => [widget(status), configMap('after', { wave: '1' })]

/** A sync with these settings of a widget that has this status, and of what comes after it. */
async function sync(settings: string, status: JsonObject, more = ''): Promise<CommandRun> {
  writeFileSync(join(folder, 'hooksync.yaml'), settings)
  writeFileSync(join(folder, 'shop.yaml'), manifestText(shop(status)))
  const words = `-f shop.yaml --timeout 30s --degraded-grace 0s ${more}`
  return createSession({ types: [WIDGET] }).run(words, [], { cwd: folder })
}

test('a wave waits for what a short rule says, and opens by it', async () => {
  const well = await sync(SHORT, { phase: 'Running' })
  assert.is(well.exitCode, 0, well.screen)
  assert.equal(well.writes, ['created Widget/w', 'created ConfigMap/after'])
  const waiting = await sync(SHORT, { phase: 'Starting' })
  assert.equal([waiting.exitCode, waiting.writes], [6, ['created Widget/w']])
  assert.match(waiting.screen, 'its status.phase is Starting, not Running')
})

test('what the rule takes for failed fails the sync, in its own words', async () => {
  const failed = await sync(SHORT, { phase: 'Failed', why: 'the disk is full' })
  assert.equal([failed.exitCode, failed.writes], [1, ['created Widget/w']])
  assert.match(failed.screen, 'Failed: the disk is full')
})

test('before there is a status nothing is so, not even otherwise', async () => {
  const rest = `health:
  lab.example.com/Widget:
    Degraded: { condition: Failed }
    Healthy: otherwise
`
  const early = await sync(rest, {})
  assert.is(early.exitCode, 6)
  assert.match(early.screen, 'no status yet')
  assert.is((await sync(rest, { seen: 1 })).exitCode, 0)
})

test('a status that is older than the spec opens nothing, but with --argo-compat', async () => {
  const old = { phase: 'Running', observedGeneration: 0 }
  const waiting = await sync(SHORT, old)
  assert.is(waiting.exitCode, 6)
  assert.match(waiting.screen, 'its controller has not yet seen the new spec')
  assert.is((await sync(SHORT, old, '--argo-compat --wave-delay 0s --wait')).exitCode, 0)
})

test('a rule in Lua counts in the same way', async () => {
  const lua = `health:
  '*.example.com/*':
    lua: |
      if obj.status and obj.status.phase == "Running" then
        return { status = "Healthy", message = "by Lua" }
      end
      return { status = "Degraded", message = "not by Lua" }
`
  const well = await sync(lua, { phase: 'Running' })
  assert.is(well.exitCode, 0, well.screen)
  const failed = await sync(lua, { phase: 'Starting' })
  assert.is(failed.exitCode, 1)
  assert.match(failed.screen, 'not by Lua')
})

const RULE = (message: string): string => `return { status = "Degraded", message = "${message}" }`

test('the command line counts before a profile, a profile before the file, and the file before healthFrom', async () => {
  const key = 'resource.customizations.health.lab.example.com_Widget'
  const map = { ...object('ConfigMap', 'argocd-cm'), data: { [key]: RULE('by ConfigMap') } }
  writeFileSync(join(folder, 'cm.yaml'), manifestText([map]))
  const from = 'healthFrom: cm.yaml\n'
  const lua = (indent: string, by: string): string =>
    `${indent}health:\n${indent}  lab.example.com/Widget: { lua: '${RULE(by)}' }\n`
  const all = `${from}${lua('', 'by file')}profiles:\n  prod:\n${lua('    ', 'by profile')}  dev: { wait: true }\n`
  const whose = async (settings: string, more = ''): Promise<string | undefined> =>
    /by (?:ConfigMap|file|profile)/.exec((await sync(settings, { phase: 'x' }, more)).screen)?.[0]
  assert.is(await whose(from), 'by ConfigMap')
  assert.is(await whose(all), 'by file')
  assert.is(await whose(all, '--profile dev'), 'by file')
  assert.is(await whose(all, '--profile prod'), 'by profile')
  assert.is(await whose(all, '--profile prod --health-from cm.yaml'), 'by ConfigMap')
})

test('rules of a cluster count behind those of the file, and before them where the command line names it', async () => {
  const data = { 'resource.customizations.health.lab.example.com_Widget': RULE('by ConfigMap') }
  const session = createSession({ types: [WIDGET] })
  await session.run('-f - -n argocd --create-namespace', [configMap('argocd-cm', { namespace: 'argocd', data })])
  writeFileSync(join(folder, 'shop.yaml'), manifestText(shop({ phase: 'Failed', why: 'by file' })))
  for (const [settings, more, whose] of [
    [`healthFrom: cluster\n${SHORT}`, '', 'by file'],
    [`healthFrom: cluster\n`, '', 'by ConfigMap'],
    [SHORT, '--health-from cluster', 'by ConfigMap'],
  ]) {
    writeFileSync(join(folder, 'hooksync.yaml'), settings ?? '')
    const run = await session.run(`-f shop.yaml --degraded-grace 0s ${more}`, [], { cwd: folder })
    assert.is(run.exitCode, 1)
    assert.match(run.screen, whose ?? '')
  }
})

test('a script of a profile that is not asked for is compiled, and judges nothing', async () => {
  const settings = (script: string): string =>
    `profiles:\n  dev: { health: { lab.example.com/Widget: { lua: '${script}' } } }\n`
  const broken = await sync(settings('return {'), {})
  assert.equal([broken.exitCode, broken.writes], [3, []])
  assert.match(broken.stderr, 'hooksync.yaml:2:1 HEALTH_RULE the health rule for lab.example.com/Widget is no Lua')
  assert.is((await sync(settings('return { status = "Degraded" }'), {})).exitCode, 0)
})

test('config names the kinds that have a rule, and where it stands', async () => {
  const rule = 'health: { example.com/A: { Healthy: otherwise } }\n'
  writeFileSync(join(folder, 'hooksync.yaml'), `${rule}profiles:\n  prod:\n    ${rule.replace('A', 'B')}`)
  const { stdout } = await runMain(['config', '-f', folder, '--profile', 'prod'])
  assert.match(stdout, /^health +example\.com\/B, example\.com\/A +\S+:1, profile prod in \S+:4$/m)
})

test('a wrong rule stops everything before a cluster is asked, with its line and the remedy', async () => {
  const wrong = await sync(SHORT.replace('Degraded:', 'Degradd:'), { phase: 'Running' })
  assert.equal([wrong.exitCode, wrong.writes], [3, []])
  assert.match(
    wrong.stderr,
    'hooksync.yaml:4:5 HEALTH_RULE the health rule for lab.example.com/Widget: it has no Degradd',
  )
  assert.match(wrong.stderr, 'did you mean Degraded?')
  const twice = await sync(`${SHORT}${SHORT.split('\n').slice(1).join('\n')}`, {})
  assert.is(twice.exitCode, 3)
  assert.match(twice.stderr, 'lab.example.com/Widget')
  const other = await sync(`profiles: { other: { health: { Widget: { Healthy: otherwise } } } }\n`, {})
  assert.is(other.exitCode, 3)
  assert.match(other.stderr, 'health: Widget is for no kind: the core group has no such kind')
  // In one line it could be anybody's file, with anything else on that line.
  const line = await sync('{ "health": { "lab.example.com/Widget": {} }, "password": "hunter22" }\n', {})
  assert.is(line.exitCode, 3)
  assert.not.match(line.stderr, 'hunter22')
  const lua = await sync(`health:\n  lab.example.com/Widget:\n    lua: |\n      return {\n`, {})
  assert.is(lua.exitCode, 3)
  assert.match(
    lua.stderr,
    /^hooksync\.yaml:\d:1 HEALTH_RULE the health rule for lab\.example\.com\/Widget is no Lua: /m,
  )
  const argo = await sync('resource.customizations.health.lab.example.com_Widget: return\n', {})
  assert.match(argo.stderr, 'health: holds rules, each as example.com/Widget: { lua: … }')
})

test.run()
