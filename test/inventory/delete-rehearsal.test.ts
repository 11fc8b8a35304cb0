// The rehearsal of a deletion on a copy of what is live: it tells and ends as the deletion then does, and writes nothing.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createSession, createShop } from '../support/command-session.ts'
import { configMap, deployment, job, widgetDefinition, bare } from '../support/workloads.ts'

const test = suite('rehearsal of a deletion')

const RESOURCES = [
  configMap('low', { wave: '-1' }),
  configMap('mid'),
  deployment('web', { wave: '2' }),
  configMap('stays', { options: 'Delete=false' }),
  widgetDefinition(),
  bare('lab.example.com/v1', 'Widget', 'w'),
]

const HOOKS = [
  job('migrate', { hook: 'PreSync' }),
  job('backup', { hook: 'PreDelete' }),
  job('goodbye', { hook: 'PostDelete', wave: '1' }),
]

const ALL = [...RESOURCES, ...HOOKS]

/** What a run tells of its plan, its deletes, its hooks and its end, in order. */
function told(stdout: string): readonly string[] {
  return stdout.split('\n').flatMap((line) => {
    if (line === '') return []
    const event = JSON.parse(line)
    if (event.type === 'plan-built') return event.tasks.map(({ task }: { task: string }) => `plan ${task}`)
    if (event.type === 'wave-started') return [`${event.phase} wave ${event.wave}`]
    if (event.type === 'resource-deleted') return [`${event.reason} ${event.task}`]
    if (event.type === 'resource-applied') return [`${event.operation} ${event.task}`]
    if (event.type === 'task-completed') return [`${event.outcome} ${event.task}`]
    if (event.type === 'diagnostic' && event.diagnostic.code === 'KEPT') return [event.diagnostic.message]
    return event.type === 'operation-completed' ? [`${event.phase}: ${event.message}`] : []
  })
}

for (const [from, words] of [
  ['the cluster', '--against-cluster'],
  ['a snapshot of it', '--snapshot FILE'],
] as const) {
  for (const choice of ['', ' --delete-crds']) {
    test(`on ${from} it is as the deletion${choice}`, async () => {
      const folder = mkdtempSync(join(tmpdir(), 'hooksync-rehearsal-'))
      const file = join(folder, 'live.json')
      try {
        const session = await createShop(ALL)
        if (words !== '--against-cluster') {
          const taking = `rehearse --delete -f - --app shop --against-cluster --snapshot ${file}`
          assert.is((await session.run(taking, ALL)).exitCode, 0)
        }
        const what = `-f - --app shop -o json${choice}`
        const rehearsed = await session.run(`rehearse --delete ${words.replace('FILE', file)} ${what}`, ALL)
        assert.equal(rehearsed.writes, [])
        const run = await session.run(`delete --yes ${what}`, ALL)
        assert.is(run.exitCode, 0, run.stdout)
        assert.is(rehearsed.exitCode, run.exitCode, rehearsed.stdout)
        assert.equal(told(rehearsed.stdout), told(run.stdout))
        const story = told(run.stdout)
        for (const word of ['Succeeded PreDelete batch/Job demo/backup', 'Delete Delete ConfigMap demo/low']) {
          assert.ok(story.includes(word), story.join('\n'))
        }
      } finally {
        rmSync(folder, { recursive: true })
      }
    })
  }
}

test('an app alone is enough, and a hook that fails is rehearsed, too', async () => {
  const session = await createShop(ALL)
  const alone = await session.run('rehearse --delete --app shop --against-cluster')
  assert.is(alone.exitCode, 0, alone.stderr)
  assert.match(
    alone.stdout,
    /Deletion succeeded in .*: 5 objects deleted; the inventory, ConfigMap demo\/hooksync-shop, stays: it tells of ConfigMap demo\/stays, Custom/,
  )
  const failing = await session.run('rehearse --delete -f - --app shop --against-cluster --fail Job/backup', ALL)
  assert.is(failing.exitCode, 1)
  assert.match(failing.stdout, 'no object is deleted')
})

test('what others own is refused as by the deletion', async () => {
  const session = await createShop([configMap('c')])
  const run = await session.run('rehearse --delete -f - --against-cluster', [configMap('c')])
  assert.is(run.exitCode, 3, run.stdout)
  assert.match(run.stdout, '--app shop deletes that application')
})

test('where nothing is left no hook runs', async () => {
  const session = await createShop([configMap('c')])
  assert.is((await session.run('delete --app shop --yes')).exitCode, 0)
  const run = await session.run('rehearse --delete -f - --app shop --against-cluster', [configMap('c'), ...HOOKS])
  assert.is(run.exitCode, 0, run.stdout)
  assert.match(run.stdout, 'there was nothing left to delete')
  assert.not.match(run.stdout, 'PreDelete')
})

for (const [words, message] of [
  ['rehearse --delete --app shop', 'an empty cluster has nothing to delete'],
  ['rehearse --delete -f - --against-cluster --explore', 'a deletion is rehearsed with faults that you name'],
  ['rehearse --delete --against-cluster', 'no manifests were given'],
  ['rehearse -f - --confirm-delete', '--confirm-delete needs --delete'],
] as const) {
  test(`"${words}" is wrong usage`, async () => {
    const run = await createSession().run(words, [configMap('c')])
    assert.is(run.exitCode, 2)
    assert.match(run.stderr, message)
  })
}

test.run()
