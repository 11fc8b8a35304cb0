// A hook that floods its log, on a real API server: ten thousand lines a second, lines of a megabyte, what would drive a terminal, a CI
// system or a page. What is shown and kept stays sound, memory stays bounded, the run takes no longer, and its last line is the verdict.
// time limit: 120 s
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { hasTmux, openPane } from '../report/live/tmux.ts'
import { MADE } from '../report/page/page-probes.ts'
import type { Made } from '../report/page/page-probes.ts'
import { openTab, startBrowser } from '../support/browser.ts'
import { withControlPlane } from '../support/control-plane.ts'
import type { ControlPlane } from '../support/control-plane.ts'
import { PROGRAM, programEnvironment } from '../support/program.ts'
import { readXml } from '../support/read-xml.ts'
import type { XmlElement } from '../support/read-xml.ts'
import { startRelay } from '../support/relay/relay.ts'
import type { Relay } from '../support/relay/relay.ts'
import { skip } from '../support/skip.ts'
import { waitUntil } from '../support/wait-until.ts'
import { job } from '../support/workloads.ts'
import { LINES_A_SECOND, createFlood } from './flood.ts'
import type { Flood } from './flood.ts'
import { inFolder, live, makeNamespace, startSync, stream } from './lab.ts'

const test = suite('a flood of log lines')
const real = withControlPlane(test)

/** The most memory that the process may ever have, in MB. */
const MOST_MEMORY = 250

/** From the end of the hook to that of the run, in milliseconds: two seconds of it are the precision of the Job's own times. */
const MOST_AFTER = 8_000

/** The hook and a relay that gives its log. */
async function flooding(
  plane: ControlPlane,
  seconds: number,
): Promise<{ readonly input: string; readonly flood: Flood; readonly relay: Relay }> {
  const flood = createFlood(seconds)
  const to = { resource: 'pods', subresource: 'log' }
  const relay = await startRelay(plane, { to, fault: { do: 'pour', body: flood.body }, times: 1000 })
  const lab = { 'run-for': `${seconds + 3}s`, 'exit-code': '3' }
  return { input: stream(job('flood', { hook: 'PreSync', lab })), flood, relay }
}

/** Looks at a process until it has ended: the most memory that it has had, in MB. */
async function mostMemory(pid: number | undefined): Promise<number> {
  let most = 0
  for (;;) {
    try {
      const status = readFileSync(`/proc/${pid}/status`, 'utf8')
      const peak = Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? Number.NaN) / 1024
      // Who has ended and is not yet waited for has no memory any more.
      if (Number.isNaN(peak)) return most
      most = peak
    } catch {
      return most
    }
    await pause(100)
  }
}

/** Asserts that the run has ended soon after its hook. */
async function endedSoon(plane: ControlPlane, namespace: string, endedAt: number): Promise<void> {
  const hook = await live(plane, 'job/flood', '-n', namespace)
  const { conditions = [] } = (hook?.['status'] ?? {}) as {
    conditions?: { type: string; lastTransitionTime: string }[]
  }
  const failed = conditions.find(({ type }) => type === 'Failed')
  const after = endedAt - Date.parse(failed?.lastTransitionTime ?? '')
  assert.ok(after < MOST_AFTER, `${after} ms after the hook`)
}

/** Lines that would drive who reads them: a terminal, or a CI system but for its own marks. */
function harmful(text: string, own: RegExp): readonly string[] {
  const controls = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029]/
  const commands = /^\s*::|##(?:\[|vso\[|teamcity\[)|^section_/i
  return text.split('\n').filter((line) => !own.test(line) && (controls.test(line) || commands.test(line)))
}

real('lines, annotations, JUnit, the page and the files of logs hold', async (plane) => {
  const namespace = await makeNamespace(plane, 'flood')
  const seconds = 10
  const { input, flood, relay } = await flooding(plane, seconds)
  try {
    await inFolder(async (folder) => {
      const [junit, page, logs] = [join(folder, 'junit.xml'), join(folder, 'page.html'), join(folder, 'logs')]
      const files = ['--junit', junit, '--report', page, '--log-dir', logs]
      const args = ['-f', '-', '-n', namespace, '--ci=github', ...files]
      const started = startSync(plane, args, { input, env: { ...relay.env, CI: 'true' } })
      const [run, memory] = await Promise.all([started.ended, mostMemory(started.pid)])
      await endedSoon(plane, namespace, Date.now())
      assert.is(run.exitCode, 1, run.screen.slice(-3000))
      assert.ok(memory > 0 && memory < MOST_MEMORY, `${memory} MB`)
      assert.is(flood.given(), seconds * LINES_A_SECOND + 1)
      looksAtLines(run.screen, seconds)
      looksAtJunit(readFileSync(junit, 'utf8'))
      looksAtFiles(logs, flood.given())
      await looksAtPage(page)
    })
  } finally {
    await relay.close()
  }
})

function looksAtLines(screen: string, seconds: number): void {
  assert.equal(harmful(screen, /^::(?:group::PreSync wave 0: 1 task|endgroup::|error title=.*)$/).slice(0, 3), [])
  assert.is(screen.match(/^::group::/gm)?.length, 1)
  assert.is(screen.match(/^::endgroup::$/gm)?.length, 1)
  const annotations = screen.match(/^::error .*$/gm) ?? []
  assert.is(annotations.length, 1)
  assert.match(annotations[0] ?? '', /fatal: <\/script>.* the end/)
  const lines = screen.trimEnd().split('\n')
  assert.match(lines.at(-1) ?? '', /Failed in \S+ at PreSync\/flood: exit code 3/)
  assert.ok(lines.length < 600 + 60 * seconds, `${lines.length} lines`)
  assert.ok(Math.max(...lines.map(({ length }) => length)) < 3_000, 'a very long line')
  assert.match(screen, /left out: they came faster than 40 a second/)
}

function looksAtJunit(text: string): void {
  const report = readXml(text)
  const cases = below(report, 'testcase')
  assert.is(cases.length, 1)
  assert.is(below(report, 'failure').length, 1)
  const [out] = below(report, 'system-out')
  assert.match(out?.text ?? '', /fatal: <\/script>/)
}

function below(element: XmlElement, name: string): readonly XmlElement[] {
  const inside = element.children.flatMap((child) => below(child, name))
  return element.name === name ? [element, ...inside] : inside
}

/** Every line is kept, in its order. */
function looksAtFiles(folder: string, given: number): void {
  const [name = '', ...others] = readdirSync(folder)
  assert.equal(others, [])
  const text = readFileSync(join(folder, name), 'utf8')
  const lines = text.trimEnd().split('\n')
  assert.is(lines.length, given)
  const numbers = lines.flatMap((line) => /^line (\d+) /.exec(line)?.[1] ?? []).map(Number)
  assert.ok(numbers.every((number, index) => index === 0 || number > (numbers[index - 1] ?? 0)))
  assert.is(lines.filter((line) => line.length > 1_000_000).length, Math.floor(given / LINES_A_SECOND))
  assert.not.match(text, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/)
}

async function looksAtPage(path: string): Promise<void> {
  const text = readFileSync(path, 'utf8')
  assert.equal([text.match(/<script/gi)?.length, text.match(/<\/script/gi)?.length], [1, 1])
  assert.not.match(text, /<img/i)
  const browser = await startBrowser()
  if (browser === undefined) return
  try {
    const tab = await openTab(browser, path)
    const { text: shown, ...made } = await tab.page.evaluate<Made>(MADE)
    assert.equal(made, { pwned: false, scripts: 1, styles: 1, foreign: 0, handlers: 0 })
    assert.ok(shown.includes('fatal: </script><script>window.pwned = 3</script>'))
    assert.equal([tab.faults, tab.requests], [[], []])
  } finally {
    await browser.close()
  }
}

real('a job of GitLab shows no section but ours', async (plane) => {
  const namespace = await makeNamespace(plane, 'flood-gitlab')
  const { input, relay } = await flooding(plane, 2)
  try {
    const run = await startSync(plane, ['-f', '-', '-n', namespace, '--ci=gitlab'], { input, env: relay.env }).ended
    const own = /^section_(?:start|end):\d+:hooksync_PreSync_0_\d{13}\r\u001b\[0K/
    assert.equal(harmful(run.screen, own).slice(0, 3), [])
    assert.is(run.screen.match(/^section_/gm)?.length, 2)
    assert.match(run.screen.trimEnd().split('\n').at(-1) ?? '', /Failed in \S+ at PreSync\/flood: exit code 3/)
  } finally {
    await relay.close()
  }
})

real('the live view stays whole, and ends with a transcript', async (plane) => {
  if (!(await hasTmux())) return skip('no tmux: apt-get install tmux')
  const namespace = await makeNamespace(plane, 'flood-live')
  const { input, relay } = await flooding(plane, 5)
  try {
    await inFolder(async (folder) => {
      const [app, file] = [join(folder, 'app.yaml'), join(folder, 'pid')]
      writeFileSync(app, input)
      const words = [process.execPath, PROGRAM, '-f', app, '-n', namespace]
      const own = `echo $$ > ${file}; exec ${words.join(' ')}`
      const env = { ...programEnvironment(relay.env), COLUMNS: '' }
      const name = `hooksync-flood-${process.pid}`
      const pane = await openPane(name, `sh -c '${own}'; echo "exit code $?"`, { columns: 100, rows: 30, env })
      try {
        await waitUntil(() => existsSync(file) && readFileSync(file, 'utf8').endsWith('\n'))
        const memory = mostMemory(Number(readFileSync(file, 'utf8')))
        await waitUntil(async () =>
          (await pane.screen()).some((line) => line.includes('left out') || line.includes('line 1')),
        )
        const screen = await pane.screen()
        assert.is(screen.filter((line) => line.startsWith('── ')).length, 1, screen.join('\n'))
        const most = await memory
        await endedSoon(plane, namespace, Date.now())
        assert.ok(most > 0 && most < MOST_MEMORY, `${most} MB`)
        await waitUntil(async () => (await pane.all()).includes('exit code 1'))
        const all = await pane.all()
        // On a screen so narrow the verdict takes two rows.
        const end = all
          .slice(-3)
          .map((line) => line.trim())
          .join(' ')
        assert.match(end, /^Failed in \S+ at PreSync\/flood: exit code 3 .* 0 of 1 task done exit code 1$/)
        assert.ok(Math.max(...all.map(({ length }) => length)) < 3_000, 'a very long line')
        assert.not.match(all.join('\n'), /── /)
      } finally {
        await pane.close()
      }
    })
  } finally {
    await relay.close()
  }
})

test.run()
