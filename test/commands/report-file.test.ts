// --report: the page is there however the run ended, as a whole or not at all; what cannot be written is told before anything is; no Secret is in it.
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { HooksyncError } from '../../src/errors.ts'
import { createSession } from '../support/command-session.ts'
import type { KubeObject } from '../../src/object/kube-object.ts'
import { configMap, job } from '../support/workloads.ts'
import { planted, plantedIn } from '../support/planted.ts'

const test = suite<{ folder: string }>('report file', { folder: '' })

test.before.each((context) => {
  context.folder = mkdtempSync(join(tmpdir(), 'hooksync-report-'))
})

test.after.each(({ folder }) => rmSync(folder, { recursive: true, force: true }))

test('a run that succeeds leaves one page, which nobody else may read', async ({ folder }) => {
  const session = createSession()
  const run = await session.run('-f - --report run.html', [configMap('settings')], { cwd: folder })
  assert.equal([run.exitCode, run.writes], [0, ['created ConfigMap/settings']])
  assert.equal(readdirSync(folder), ['run.html'])
  const page = readFileSync(join(folder, 'run.html'), 'utf8')
  assert.match(page, /^<!doctype html>\n[^]*<h1 class="good">Succeeded in [^]*ConfigMap demo\/settings[^]*<\/html>\n$/)
  assert.is(statSync(join(folder, 'run.html')).mode & 0o777, 0o600)
})

test('a run that fails leaves a page that says why', async ({ folder }) => {
  const failing = job('mig', { hook: 'PreSync', lab: { 'exit-code': '3', log: 'no such table' } })
  const run = await createSession().run('-f - --report run.html', [failing], { cwd: folder })
  assert.is(run.exitCode, 1)
  const page = readFileSync(join(folder, 'run.html'), 'utf8')
  assert.match(page, /at PreSync\/mig<\/h1>\n<p class="lead">exit code 3 &quot;no such table&quot;<\/p>/)
})

test('a run that is out of time, or cannot connect, or whose manifests are wrong, leaves one, too', async ({
  folder,
}) => {
  const page = (): string => readFileSync(join(folder, 'run.html'), 'utf8')
  const session = createSession()
  const endless = job('mig', { hook: 'PreSync', lab: { 'run-for': '1h' } })
  const late = await session.run('-f - --timeout 20s --report run.html', [endless], { cwd: folder })
  assert.is(late.exitCode, 6)
  assert.match(page(), /Out of time after 20.0s at PreSync\/mig[^]*<span class="open">not finished</)
  const refused = await session.run('-f - --report run.html', [configMap('a')], {
    cwd: folder,
    connect: () => Promise.reject(new HooksyncError('nobody answers', { exitCode: 4 })),
  })
  assert.is(refused.exitCode, 4)
  assert.match(page(), /<p class="lead">nobody answers</)
  const wrong = { kind: 'ConfigMap', metadata: { name: 'a' } } as unknown as KubeObject
  assert.is((await session.run('-f - --report run.html', [wrong], { cwd: folder })).exitCode, 3)
  assert.match(page(), /nothing was touched/)
  assert.equal(readdirSync(folder), ['run.html'])
})

test('a run that is interrupted leaves a page that says what still runs', async ({ folder }) => {
  const words = ['rehearse', '-f', '-', '--interrupt', 'wave 0', '--grace=0s', '--report', 'run.html']
  const run = await createSession().run(words, [job('mig', { hook: 'PreSync' })], { cwd: folder })
  assert.is(run.exitCode, 130)
  const page = readFileSync(join(folder, 'run.html'), 'utf8')
  assert.match(page, /Interrupted by SIGINT[^]*waited for completion of Job \w+\/mig/)
})

test('what cannot be written is told before the cluster is asked for anything', async ({ folder }) => {
  writeFileSync(join(folder, 'deploy.yaml'), 'kind: ConfigMap\n')
  mkdirSync(join(folder, 'dir'))
  const cases: readonly (readonly [string, RegExp])[] = [
    ['missing/run.html', /there is no such directory/],
    ['deploy.yaml/run.html', /part of its path is a file/],
    ['dir', /it is a directory/],
    ['/dev/null', /not an ordinary file/],
    ['deploy.yaml', /no report: it is not written over/],
    ['-', /name a file/],
    ['', /name a file/],
  ]
  for (const [name, told] of cases) {
    const session = createSession()
    const connect = (): never => {
      throw new Error('the cluster was asked')
    }
    const run = await session.run(['-f', '-', `--report=${name}`], [configMap('a')], { cwd: folder, connect })
    assert.equal([run.exitCode, run.stdout], [2, ''], name)
    assert.match(run.stderr, told)
  }
  assert.is(readFileSync(join(folder, 'deploy.yaml'), 'utf8'), 'kind: ConfigMap\n')
})

test('an older page is written over and keeps its mode, a link stays a link', async ({ folder }) => {
  const session = createSession()
  const run = async (): Promise<void> =>
    void (await session.run('-f - --report link.html', [configMap('settings')], { cwd: folder }))
  writeFileSync(join(folder, 'run.html'), '')
  symlinkSync('run.html', join(folder, 'link.html'))
  await run()
  chmodSync(join(folder, 'run.html'), 0o640)
  await run()
  assert.equal(readdirSync(folder).toSorted(), ['link.html', 'run.html'])
  assert.is(statSync(join(folder, 'run.html')).mode & 0o777, 0o640)
  assert.match(readFileSync(join(folder, 'run.html'), 'utf8'), '<!doctype html>')
})

test('a page that cannot be written in the end is an error of its own, and hides no other', async ({ folder }) => {
  const inside = join(folder, 'gone')
  const session = createSession()
  const losing = async (objects: readonly KubeObject[]) => {
    mkdirSync(inside)
    const connect = async () => {
      rmSync(inside, { recursive: true })
      return { cluster: session.lab.cluster, namespace: 'demo', close: () => {} }
    }
    return session.run('-f - --report gone/run.html', objects, { cwd: folder, connect })
  }
  const run = await losing([configMap('settings')])
  assert.equal([run.exitCode, run.writes], [74, ['created ConfigMap/settings']])
  assert.match(run.stderr, 'the report gone/run.html cannot be written: there is no such directory')
  const failed = await losing([job('mig', { hook: 'PreSync', lab: { 'exit-code': '3' } })])
  assert.is(failed.exitCode, 1)
  assert.match(failed.stderr, 'warning: the report gone/run.html cannot be written')
  assert.match(failed.screen, /  Failed in 1\.0s at PreSync\/mig: [^\n]*\n$/)
})

test('no value of a Secret is on the page', async ({ folder }) => {
  const value = planted('report')
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, stringData: { password: value } }
  const leaking = job('mig', { hook: 'PreSync', lab: { 'exit-code': '3', log: `psql: password ${value} is wrong` } })
  await createSession().run('-f - --report run.html', [secret, leaking], { cwd: folder })
  const page = readFileSync(join(folder, 'run.html'), 'utf8')
  assert.match(page, 'is wrong')
  assert.equal([plantedIn(page), page.includes(value)], [[], false])
})

test('hooksync.yaml names the file; a rehearsal does not write over the page of a real run', async ({ folder }) => {
  writeFileSync(join(folder, 'hooksync.yaml'), 'report: run.html\n')
  writeFileSync(join(folder, 'a.yaml'), 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n')
  const session = createSession()
  await session.run(['rehearse', '-f', folder], [], { cwd: folder })
  assert.is(existsSync(join(folder, 'run.html')), false)
  await session.run(['-f', folder], [], { cwd: folder })
  assert.match(readFileSync(join(folder, 'run.html'), 'utf8'), 'class="good">Succeeded in ')
  const explored = await session.run(['rehearse', '-f', folder, '--explore', '--report', 'x.html'], [], { cwd: folder })
  assert.is(explored.exitCode, 2)
})

test.run()
