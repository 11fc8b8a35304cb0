// Which file --health-from and healthFrom name, and what is said where it is none.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createSession } from '../../support/command-session.ts'
import type { CommandRun } from '../../support/command-session.ts'
import { object } from '../../support/objects.ts'
import { manifestText } from '../../support/run-sync.ts'

const test = suite('the file of health rules')

const cwd = mkdtempSync(join(tmpdir(), 'hooksync-rules-'))
test.after(() => rmSync(cwd, { recursive: true }))
mkdirSync(join(cwd, 'deploy'))
mkdirSync(join(cwd, 'rules'))

const key = 'resource.customizations.health.lab.example.com_Widget'
const rules = { ...object('ConfigMap', 'argocd-cm'), data: { [key]: 'return { status = "Healthy", message = "odd" }' } }

function file(name: string, text: string): void {
  writeFileSync(join(cwd, name), text)
}

file('deploy/w.yaml', manifestText([object('Widget', 'w', { fields: { status: {} } })]))
file('rules/cm.yaml', manifestText([rules]))
file('deploy/cm.yaml', manifestText([rules]))

async function health(words: string, settings = ''): Promise<CommandRun> {
  file('deploy/hooksync.yaml', settings)
  return createSession().run(`health ${words}`, [], { cwd })
}

test('healthFrom is a path from the folder of its hooksync.yaml, --health-from one from the current folder', async () => {
  for (const settings of [
    'healthFrom: ../rules/cm.yaml',
    `healthFrom: ${cwd}/rules/cm.yaml`,
    `healthFrom: cm.yaml`,
    'profiles: { all: { healthFrom: ../rules/cm.yaml } }',
  ]) {
    const words = settings.startsWith('profiles') ? '-f deploy/w.yaml --profile all' : '-f deploy/w.yaml'
    const { stdout, stderr } = await health(words, settings)
    assert.match(stdout, 'Healthy     Widget w: odd', stderr)
  }
  assert.match((await health('-f deploy/w.yaml --health-from rules/cm.yaml')).stdout, 'Healthy     Widget w: odd')
})

test('where there is no such file, the place that names it is told', async () => {
  const told = await health('-f deploy/w.yaml', 'timeout: 5m\nhealthFrom: rules/cm.yaml')
  assert.is(told.exitCode, 3)
  assert.match(told.stderr, 'deploy/hooksync.yaml:2:1 UNREADABLE healthFrom: deploy/rules/cm.yaml does not exist')
  assert.match(told.stderr, 'check the path: it is one from the folder of hooksync.yaml')
  const given = await health('-f deploy/w.yaml --health-from cm.yaml')
  assert.is(given.exitCode, 3)
  assert.match(given.stderr, /UNREADABLE cm\.yaml does not exist\n {2}check the path\n/)
})

test('neither standard input nor a URL, nor a second file', async () => {
  for (const [from, why] of [
    ['-', 'cannot be -: standard input is for objects'],
    ['https://me:secret@example.com/cm.yaml', 'cannot be https://***@example.com/cm.yaml: nothing is fetched for it'],
  ] as const) {
    const given = await health(`-f deploy/w.yaml --health-from ${from}`)
    assert.is(given.exitCode, 2)
    assert.match(given.stderr, `--health-from ${why}\nsave the rules as a file, and name that`)
    const said = await health('-f deploy/w.yaml', `healthFrom: '${from}'`)
    assert.is(said.exitCode, 3)
    assert.match(said.stderr, `deploy/hooksync.yaml:1:13 SETTINGS healthFrom ${why}`)
  }
  const two = await health('-f deploy/w.yaml --health-from rules/cm.yaml --health-from deploy/cm.yaml')
  assert.is(two.exitCode, 2)
  assert.match(two.stderr, '--health-from cannot be given twice: rules/cm.yaml and deploy/cm.yaml')
})

test.run()
