// The test runner itself: each of uvu's traps, run as a real file in a folder made for it.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { describeTest } from '../../scripts/runner/find-tests.ts'
import { runPool } from '../../scripts/runner/pool.ts'
import { readReport } from '../../scripts/runner/read-report.ts'
import type { FileReport } from '../../scripts/runner/read-report.ts'
import { runTestFile } from '../../scripts/runner/run-test-file.ts'
import { sourceSeed } from '../../scripts/runner/source-seed.ts'
import { describeTotals, isGreen } from '../../scripts/runner/tell.ts'

const test = suite('runner')
const uvu = import.meta.resolve('uvu')
const skipHelper = fileURLToPath(new URL('../support/skip.ts', import.meta.url))

// Put together, so that the runner, which counts both words in this file's text, does not count these.
const SUITE = ['const test = su', "ite('x')"].join('')
const RUN = ['test.r', 'un()'].join('')

const CASES: readonly {
  readonly title: string
  readonly body: string
  readonly counts: readonly [passed: number, failed: number, skipped: number]
  readonly faults?: readonly string[]
  readonly reasons?: readonly string[]
}[] = [
  { title: 'a passing test counts', body: `${SUITE}; test('a', () => {}); ${RUN}`, counts: [1, 0, 0] },
  {
    title: 'a failing test counts beside a passing one',
    body: `${SUITE}; test('a', () => {}); test('b', () => { throw new Error('no') }); ${RUN}`,
    counts: [1, 1, 0],
  },
  {
    title: 'a suite that is never run fails',
    body: `${SUITE}; test('a', () => {})`,
    counts: [0, 2, 0],
    faults: ['1 suites, but only 0 of them call .run()', 'it ended before uvu told how many tests ran'],
  },
  { title: 'a suite without tests fails', body: `${SUITE}; ${RUN}`, counts: [0, 1, 0], faults: ['no test in it'] },
  {
    title: 'a test that ends its process fails',
    body: `${SUITE}; test('a', () => process.exit(0)); ${RUN}`,
    counts: [0, 1, 0],
    faults: ['it ended before uvu told how many tests ran'],
  },
  {
    title: 'a test over its time limit fails',
    body: `${SUITE}; test('a', () => new Promise(() => setInterval(() => {}, 1000))); ${RUN}`,
    counts: [0, 1, 0],
    faults: ['it did not end within its limit of 3 s'],
  },
  {
    title: 'a process that lives on after its tests fails',
    body: `${SUITE}; test('a', () => { setInterval(() => {}, 1000) }); ${RUN}`,
    counts: [1, 1, 0],
    faults: ['its tests are done, but something keeps the process alive'],
  },
  {
    title: 'a skip is counted with its reason, not as passed',
    body: `${SUITE}; test('a', () => {}); test('b', () => skip('no moon')); ${RUN}`,
    counts: [1, 0, 1],
    reasons: ['no moon'],
  },
  {
    title: 'what .only leaves out is counted as skipped',
    body: `${SUITE}; test.only('a', () => {}); test('b', () => {}); ${RUN}`,
    counts: [1, 0, 1],
    reasons: ['1 by .skip or .only'],
  },
]

for (const { title, body, counts, faults = [], reasons = [] } of CASES) {
  test(title, async () => {
    const report = await run(body)
    assert.equal([report.passed, report.failed, report.skipped], counts, report.output)
    assert.equal(report.faults, faults)
    assert.equal(report.skipReasons, reasons)
  })
}

test('a run is green in CI only without a skip, and its last line counts', () => {
  const report = { ...EMPTY, passed: 2, skipped: 1, skipReasons: ['no moon'] }
  assert.is(isGreen([report], false), true)
  assert.is(isGreen([report], true), false)
  assert.is(isGreen([{ ...EMPTY, passed: 0 }], false), false, 'a run of no test is not green')
  assert.is(describeTotals([report], false), '\nskipped: a.test.ts: no moon\n2 passed, 0 failed, 1 skipped\n')
})

test('a header comment sets the time limit, an import tells of the control plane', () => {
  const plain = describeTest('a.test.ts', '// One.\n')
  assert.is(plain.limitMs, 120_000)
  assert.is(plain.needsControlPlane, false)
  const text = "// One.\n// time limit: 600 s\nimport { x } from './control-plane/start.ts'\n"
  const slow = describeTest('a.test.ts', text)
  assert.is(slow.limitMs, 600_000)
  assert.is(slow.needsControlPlane, true)
})

test('the pool never runs more than its size at once and keeps the order', async () => {
  let running = 0
  let most = 0
  const results = await runPool([3, 1, 2, 0], 2, async (ticks) => {
    running += 1
    most = Math.max(most, running)
    for (let tick = 0; tick < ticks; tick += 1) await Promise.resolve()
    running -= 1
    return ticks * 10
  })
  assert.equal(results, [30, 10, 20, 0])
  assert.is(most, 2)
})

const EMPTY: FileReport = {
  file: 'a.test.ts',
  passed: 0,
  failed: 0,
  skipped: 0,
  skipReasons: [],
  faults: [],
  output: '',
  milliseconds: 1,
}

async function run(body: string): Promise<FileReport> {
  const folder = await mkdtemp(join(tmpdir(), 'hooksync-runner-'))
  const source = `import { suite } from '${uvu}'\nimport { skip } from '${skipHelper}'\nskip.name\n${body}\n`
  try {
    await writeFile(join(folder, 'x.test.mts'), source)
    const file = { folder, file: 'x.test.mts', source, limitMs: 3000, graceMs: 300 }
    return readReport(await runTestFile(file, new AbortController().signal))
  } finally {
    await rm(folder, { recursive: true })
  }
}

test('random tests of CI are drawn by the source alone', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hooksync-'))
  try {
    await writeFile(join(folder, 'a.ts'), 'one')
    const first = sourceSeed(folder)
    assert.is(sourceSeed(folder), first)
    await writeFile(join(folder, 'notes.md'), 'no source')
    assert.is(sourceSeed(folder), first)
    await writeFile(join(folder, 'a.ts'), 'two')
    assert.is.not(sourceSeed(folder), first)
    assert.ok(Number.isInteger(first) && first >= 0 && first < 2 ** 31)
  } finally {
    await rm(folder, { recursive: true })
  }
})

test.run()
