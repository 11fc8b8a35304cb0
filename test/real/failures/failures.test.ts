// Each failing deployment of examples/failures, by the built program on a real API server: its whole screen, and the cause at its end.
// time limit: 300 s
import { readFileSync, writeFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readFailureExamples, screenFile } from '../../../scripts/docs/failure-examples.ts'
import type { FailureExample } from '../../../scripts/docs/failure-examples.ts'
import { withControlPlane } from '../../support/control-plane.ts'
import type { ControlPlane } from '../../support/control-plane.ts'
import { skip } from '../../support/skip.ts'
import { hasTmux } from '../../report/live/tmux.ts'
import { displayWidth } from '../../../src/report/display-width.ts'
import { unlike } from './alike.ts'
import { holds, lastLines } from './screen.ts'
import { watch } from './watch.ts'
import type { Way } from './watch.ts'

const test = suite('failing deployments')
const real = withControlPlane(test, { webhooks: true })

/** Side by side: most of their time is waiting. */
const AT_ONCE = 4
/** `HOOKSYNC_SCREENS=write` keeps the screens that differ; other words are the names of the only examples to run. */
const [WORDS, REWRITES] = wanted(process.env['HOOKSYNC_SCREENS'] ?? '')
const examples = readFailureExamples().filter(({ name }) => WORDS.length === 0 || WORDS.includes(name))

/** All of them are begun by the first test, and each test waits for its own. */
let running: ReadonlyMap<string, Promise<string>> | undefined

for (const example of examples) {
  real(`${example.name}: the whole screen, with its cause in the last 25 lines`, async (plane) => {
    const screen = await screenOf(plane, example, 'plain')
    const file = screenFile(example.name)
    const kept = readKept(file)
    const reasons = unlike(kept, screen)
    if (REWRITES && reasons.length > 0) writeFileSync(file, screen)
    else if (reasons.length > 0) assert.fixture(screen, kept, `${reasons.join('; ')}; HOOKSYNC_SCREENS=write keeps it`)
    // The command, what a log says, and the last line, which says it all in one.
    const wide = screen
      .split('\n')
      .slice(1, -3)
      .filter((line) => displayWidth(line) > 80 && !line.includes(' | '))
    assert.equal(wide, [])
    const { cause } = example
    assert.ok(holds(lastLines(screen, 26), cause), `"${cause}" is not in the last 25 lines:\n${screen}`)
  })

  real(`${example.name}: the last screen of 80 by 24 holds its cause`, async (plane) => {
    if (!(await hasTmux())) return skip('no tmux: apt-get install tmux')
    const screen = await screenOf(plane, example, 'live')
    assert.ok(holds(screen.split('\n'), example.cause), `"${example.cause}" is not on the screen:\n${screen}`)
    if (REWRITES) process.stdout.write(`\n${screen}`)
  })
}

function wanted(text: string): readonly [readonly string[], boolean] {
  const words = text.split(',').filter((word) => word !== '')
  return [words.filter((word) => word !== 'write'), words.includes('write')]
}

async function screenOf(plane: ControlPlane, example: FailureExample, way: Way): Promise<string> {
  running ??= await startAll(plane)
  const screen = running.get(`${example.name} ${way}`)
  if (screen === undefined) throw new Error(`${example.name} was not begun`)
  return screen
}

async function startAll(plane: ControlPlane): Promise<ReadonlyMap<string, Promise<string>>> {
  const ways: readonly Way[] = (await hasTmux()) ? ['plain', 'live'] : ['plain']
  const found = new Map<string, Promise<string>>()
  const lanes: Promise<unknown>[] = Array.from({ length: AT_ONCE }, () => Promise.resolve())
  for (const example of examples) {
    for (const way of ways) {
      const lane = found.size % AT_ONCE
      const screen = (lanes[lane] ?? Promise.resolve()).then(() => watch(plane, example, way))
      lanes[lane] = screen.catch(() => {})
      found.set(`${example.name} ${way}`, screen)
    }
  }
  return found
}

function readKept(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

test.run()
