// What the wrapper tells where no renderer of ours has told how it ended. Needs no cluster.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { PROGRAM } from '../../support/program.ts'
import { runFakeHelm } from './fake-helm.ts'
import type { FakeOptions, FakeRun } from './fake-helm.ts'

const test = suite('reports of the wrapper')
const folder = mkdtempSync(join(tmpdir(), 'hooksync-wrapper-'))

test.after(() => rmSync(folder, { recursive: true }))

const run = (words: string, options: FakeOptions): Promise<FakeRun> => runFakeHelm(folder, words, options)

test('where Helm ends before a phase began, JUnit and the marks for a CI system say so, after what Helm says', async () => {
  const junit = join(folder, 'early.xml')
  const body = 'echo "Error: no such chart" >&2; exit 3'
  for (const version of ['v4.3.1', 'v3.17.3']) {
    const env = { GITHUB_ACTIONS: 'true' }
    const ended = await run(`upgrade --junit ${junit} demo ./none --no-wait`, { version, body, env })
    assert.is(ended.exitCode, 3)
    assert.match(ended.calls[0] ?? '', /^upgrade demo \.\/none /)
    const why = 'Failed: Helm has ended with status 3 before the phases began; what it printed says why'
    assert.is(ended.stderr, `Error: no such chart\n::error title=kubectl-hooksync::${why}\n`)
    assert.match(readFileSync(junit, 'utf8'), `<error message="${why}"`)
  }
})

test('where Helm succeeds and there was nothing to drive, JUnit and the page tell of a success', async () => {
  const [junit, page] = [join(folder, 'nothing.xml'), join(folder, 'nothing.html')]
  const ended = await run(`upgrade demo ./empty --junit ${junit} --report=${page}`, {})
  assert.equal([ended.exitCode, ended.stderr], [0, ''])
  assert.match(readFileSync(junit, 'utf8'), 'tests="1" failures="0" errors="0"')
  assert.match(readFileSync(junit, 'utf8'), 'name="Succeeded: there were no phases to run"')
  assert.match(readFileSync(page, 'utf8'), 'there were no phases to run')
})

test('a page that cannot be written any more is told before the marks of how it ended', async () => {
  const gone = join(folder, 'gone')
  mkdirSync(gone)
  const env = { GITHUB_ACTIONS: 'true' }
  const body = `rm -r '${gone}'; exit 3`
  const { exitCode, stderr } = await run(`upgrade demo ./none --report=${join(gone, 'page.html')}`, { body, env })
  assert.is(exitCode, 3)
  assert.match(stderr, /^warning: the report .* cannot be written: .*\n::error title=kubectl-hooksync::Failed: .*\n$/)
})

test('of a renderer that is killed while it drives nobody says that it had not begun, and its JUnit stays', async () => {
  const junit = join(folder, 'killed.xml')
  // All of it but what it says last, as if it had been killed then.
  const body = `printf 'apiVersion: v1\\nkind: ConfigMap\\nmetadata: {name: x}\\n' | '${process.execPath}' '${PROGRAM}' post-render >/dev/null 2>&1
rm "\${HOOKSYNC_ORDER%/*}/outcome.json"; exit 1`
  const env = { GITHUB_ACTIONS: 'true', KUBECONFIG: join(folder, 'none'), HOME: folder }
  const { exitCode, stderr } = await run(`upgrade --junit ${junit} demo ./chart`, { body, env })
  assert.is(exitCode, 1)
  const [log = ''] = /~\/\.local\/state\/kubectl-hooksync\/demo-\w+\.log$/m.exec(stderr) ?? []
  const why = `the renderer ended without a word while the phases ran, and Helm with status 1; what ran is in ${log}`
  assert.ok(log !== '' && existsSync(join(folder, log.slice(2))), stderr)
  assert.ok(stderr.endsWith(`kubectl-hooksync: ${why}\n::error title=kubectl-hooksync::Failed: ${why}\n`), stderr)
  assert.not.match(readFileSync(junit, 'utf8'), 'the renderer ended')
  assert.match(readFileSync(junit, 'utf8'), 'kubeconfig')
})

test('what we cannot go on with is in JUnit, too', async () => {
  const junit = join(folder, 'silent.xml')
  const ended = await run(`upgrade demo ./chart --junit=${junit}`, { version: 'v3.17.3', body: 'echo Saving 1 charts' })
  assert.is(ended.exitCode, 1)
  assert.match(readFileSync(junit, 'utf8'), 'shows no release, so the chart&apos;s hooks are not known')
})

test('flags of ours that are wrong are told before Helm is called, and a dry run writes no report', async () => {
  const cases = [
    ['--log-filter=(', '--log-filter cannot be "("'],
    ['--junit=/nonexistent/j.xml', '--junit /nonexistent/j.xml cannot be written: there is no such directory'],
    ['--report=-', '--report cannot be "-"'],
    ['--logs=some', '--logs cannot be "some"'],
    ['--ci', '--ci needs a value'],
  ] as const
  for (const [word, told] of cases) {
    const ended = await run(`upgrade demo ./chart ${word}`, {})
    assert.equal([ended.exitCode, ended.calls], [2, []], word)
    assert.match(ended.stderr, told)
  }
  const path = join(folder, 'dry.xml')
  assert.is((await run(`upgrade demo ./chart --dry-run --junit ${path}`, {})).exitCode, 0)
  assert.is(existsSync(path), false)
})

test.run()
