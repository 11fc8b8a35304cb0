// What the wrapper tells where Helm ends before our renderer begins. Needs no cluster.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
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
    const why = 'Sync Failed: Helm has ended with status 3 before the phases began; what it printed says why'
    assert.is(ended.stderr, `Error: no such chart\n::error title=kubectl-hooksync::${why}\n`)
    assert.match(readFileSync(junit, 'utf8'), `<error message="${why}"`)
  }
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
