// What is said of health rules in a hooksync.yaml: by a plan, an explanation, the health command and a rehearsal.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Json } from '../../../src/object/kube-object.ts'
import { createSession } from '../../support/command-session.ts'
import type { CommandRun } from '../../support/command-session.ts'
import { object } from '../../support/objects.ts'
import { runMain } from '../../support/run-main.ts'
import { manifestText } from '../../support/run-sync.ts'
import { configMap } from '../../support/workloads.ts'

const test = suite('health rules of settings, told')

const folder = mkdtempSync(join(tmpdir(), 'hooksync-health-told-'))
test.after(() => rmSync(folder, { recursive: true }))

const RULES = `unknownHealth: kstatus
health:
  lab.example.com/Widget:
    Healthy: { field: status.phase, is: [Running, Done] }
    Degraded: { condition: Failed, mentions: Disk }
  '*.example.com/*':
    lua: |
      return { status = "Degraded", message = "odd" }
`
const WIDGET = { group: 'lab.example.com', version: 'v1', kind: 'Widget', plural: 'widgets', namespaced: true }
const widget = (status: Json) => object('Widget', 'w', { fields: { status } })

async function run(words: string, status: Json = {}, rules = RULES): Promise<CommandRun> {
  writeFileSync(join(folder, 'hooksync.yaml'), rules)
  writeFileSync(join(folder, 'shop.yaml'), manifestText([widget(status), configMap('after', { wave: '1' })]))
  return createSession({ types: [WIDGET] }).run(words, [], { cwd: folder })
}

test('health says by which rule it judges, where that stands and what it looks at', async () => {
  const well = await run('health -f shop.yaml', { phase: 'Done' })
  assert.equal(
    [well.exitCode, well.stdout.split('\n')[0]],
    [
      0,
      'Healthy     Widget w: its status.phase is Done (rule: your own for lab.example.com/Widget, hooksync.yaml:3: Healthy when its status.phase is Running or Done; status.phase)',
    ],
  )
  const failed = await run('health -f shop.yaml -o json', {
    conditions: [{ type: 'Failed', status: 'True', reason: 'Full', message: 'the disk is full' }],
  })
  assert.is(failed.exitCode, 1)
  const [found] = JSON.parse(failed.stdout).resources
  assert.equal(
    [found.status, found.message, found.by, found.at, found.own],
    [
      'Degraded',
      'Full: the disk is full',
      'own',
      ['status.conditions[Failed]'],
      {
        place: 'hooksync.yaml:3',
        done: 'its status.phase is Running or Done',
        failed: 'its condition Failed is True with a message that mentions disk',
      },
    ],
  )
  const lua = await run('health -f shop.yaml', {}, RULES.replace(/ {2}lab[^]*?(?= {2}'\*)/, ''))
  assert.match(lua.stdout, 'Degraded    Widget w: odd (rule: your own for lab.example.com/Widget, hooksync.yaml:5')
})

test('health reads the other settings that mean something to it, and none beside what is piped', async () => {
  const none = { rules: 'unknownHealth: kstatus\n', status: { conditions: [{ type: 'Ready', status: 'False' }] } }
  const judged = await run('health -f shop.yaml', none.status, none.rules)
  assert.match(judged.stdout, /^Progressing Widget w: .*\(rule: kstatus/)
  assert.match((await run('health -f shop.yaml --config none', none.status, none.rules)).stdout, /^none {8}Widget/)
  const piped = createSession({ types: [WIDGET] })
  assert.match((await piped.run('health -f -', [widget({})], { cwd: folder })).stdout, /^none {8}Widget/)
  writeFileSync(join(folder, 'hooksync.yaml'), RULES)
  const named = await piped.run('health -f - --config hooksync.yaml', [widget({ phase: 'Done' })], { cwd: folder })
  assert.match(named.stdout, /^Healthy /)
  const wrong = await run('health -f shop.yaml', {}, 'health: { a/b: {} }\n')
  assert.equal([wrong.exitCode, wrong.stdout], [3, ''])
  assert.match(wrong.stderr, 'hooksync.yaml:1:11 HEALTH_RULE')
})

test('what is named is judged by the rules of --config, whatever that says of folders', async () => {
  writeFileSync(join(folder, 'hooksync.yaml'), `recursive: true\n${RULES}`)
  const session = createSession({ types: [WIDGET] })
  await session.run('-f - --no-wait', [widget({ phase: 'Running' })])
  const found = await session.run('health Widget.lab.example.com/w --config hooksync.yaml', [], { cwd: folder })
  assert.match(found.stdout, /^Healthy {5}Widget demo\/w: .*hooksync\.yaml:4/)
})

test('explain tells the rule in its own words', async () => {
  writeFileSync(join(folder, 'hooksync.yaml'), RULES)
  writeFileSync(join(folder, 'shop.yaml'), manifestText([widget({})]))
  const { stdout } = await runMain(['explain', 'Widget/w', '-f', folder])
  assert.match(stdout, /done +its status\.phase is Running or Done \(your own rule, \S+hooksync\.yaml:3\)/)
  assert.match(stdout, /failed +its condition Failed is True with a message that mentions disk/)
})

test('a pattern that counts for a kind without a status is told, once for each kind', async () => {
  const rules = "health:\n  '*': { Healthy: { condition: Ready } }\n"
  const { screen } = await run('plan -f . --offline', {}, rules)
  const flat = screen.replace(/\s+/g, ' ')
  assert.match(
    flat,
    'warning NEVER_READY ConfigMap default/after is waited for until the time is over: your rule for *, ',
  )
  assert.match(flat, 'hooksync.yaml:2, looks at a status, which a ConfigMap never has')
  assert.match(flat, 'health: { ConfigMap: { Healthy: otherwise } } before it')
  const exact = `${rules}  ConfigMap: { Healthy: otherwise }\n`
  assert.not.match((await run('plan -f . --offline', {}, exact)).screen, 'NEVER_READY')
})

test('what waits for a person is told as Suspended, and explained', async () => {
  const rules = RULES.replace('    Healthy', '    Suspended: { field: status.paused, is: true }\n    Healthy')
  const { screen } = await run('-f . --timeout 30s', { paused: true }, rules)
  assert.match(screen, 'waiting for Widget demo/w: Suspended: its status.paused is true')
  const { stdout } = await runMain(['explain', 'Widget/w', '-f', folder])
  assert.match(stdout, 'suspended  its status.paused is true: it is waited for')
})

test('a plan says nothing of a kind without a rule, and a rehearsal makes it ready and failed by the rule', async () => {
  const only = RULES.replace(/^unknownHealth.*\n/, '').replace(/ {2}'\*[^]*/, '')
  assert.match((await run('plan -f . --offline', {}, 'wait: true\n')).screen, 'NO_HEALTH_RULE')
  for (const words of ['plan -f . --offline', 'rehearse -f .']) {
    const { screen, exitCode } = await run(words, {}, only)
    assert.is(exitCode, 0, screen)
    assert.not.match(screen, /NO_HEALTH_RULE|NEVER_READY/)
  }
  assert.match((await run('rehearse -f .', {}, only)).stdout, 'its status.phase is Running')
  const never = await run('rehearse -f . --timeout 60s --never-ready Widget/w', {}, only)
  assert.is(never.exitCode, 6)
  assert.match(
    never.screen,
    'waiting for Widget default/w: until its status.phase is Running or Done (no status.phase yet)',
  )
  const failed = await run('rehearse -f . --fail Widget/w', {}, only)
  assert.is(failed.exitCode, 1)
  assert.match(failed.screen, 'disk')
})

/** Each with the words that its tests can ask. */
const REHEARSED = [
  "{ Healthy: { compare: status.ready, by: '=', with: spec.replicas } }",
  "{ Healthy: { all: [{ compare: '#status.nodes', by: '>=', with: 2 }, { field: status.x, startsWith: ab }] } }",
  '{ Healthy: { parts: status.nodes, every: { field: ready, is: true } } }',
  '{ Healthy: { parts: status.nodes, some: { condition: Up, reason: [Fine, Sure] } } }',
  '{ Progressing: { generation: other, at: status.seen, demanded: true }, Healthy: { condition: Synced, is: False, generation: current } }',
  '{ Degraded: { condition: Failed }, Suspended: { field: spec.paused, is: true }, Healthy: otherwise }',
  '{ Healthy: { not: { condition: [Busy, Failed] } } }',
]
for (const rule of REHEARSED) {
  test(`a rehearsal makes ready: ${rule}`, async () => {
    const found = await run('rehearse -f . --timeout 60s', {}, `health:\n  lab.example.com/Widget: ${rule}\n`)
    assert.is(found.exitCode, 0, found.screen)
    assert.not.match(found.screen, 'NEVER_READY')
  })
}

test.run()
