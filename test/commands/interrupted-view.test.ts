// A hook that runs in a live view, and Ctrl-C: it is shown at once that it ends, and at its end how.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { manualTicker, memoryOutput } from '../report/build-events.ts'
import { createSession } from '../support/command-session.ts'
import { configMap, job } from '../support/workloads.ts'

const test = suite('an interrupt in a live view')

for (const [words, hook, last] of [
  [
    '-f - -o terminal',
    'PreSync',
    'Interrupted by SIGINT after 5.0s at PreSync/mig: container "main" still runs · 0 of 2 tasks done · nothing of Sync was touched',
  ],
  [
    'delete -f - --yes -o terminal',
    'PreDelete',
    'Deletion interrupted by SIGINT after 5.0s at PreDelete/mig: container "main" still runs · 0 of 3 tasks done · nothing of Delete was touched',
  ],
] as const) {
  test(`"${words}" shows that its hook runs, then at once that it ends, and how long its hooks have`, async () => {
    const session = createSession()
    const settings = configMap('settings')
    if (hook === 'PreDelete') await session.lab.put([settings])
    const stdout = memoryOutput({ isTTY: true, columns: 200, rows: 24 })
    const clock = manualTicker()
    const stop = new AbortController()
    const objects = [settings, job('mig', { hook, lab: { 'run-for': '60s' } })]
    const run = session.run(`${words} --grace 20s`, objects, {
      signal: stop.signal,
      watched: { stdout, ticker: clock.ticker },
    })
    await session.lab.clock.sleep(5000)
    clock.tick()
    assert.match(plain(stdout.text), '… Job demo/mig  running 5s')
    stdout.text = ''
    stop.abort('SIGINT')
    clock.tick()
    assert.match(
      plain(stdout.text).replace(/\s+/g, ' '),
      'SIGINT: ending, no further work is started; hooks that run have 20s left (--grace)',
    )
    assert.is((await run).exitCode, 130)
    assert.is(plain(stdout.text).trimEnd().split('\n').at(-1)?.trim(), last)
  })
}

function plain(written: string): string {
  return written.replace(/\u001b\[[?0-9;]*[A-Za-z]|\u001b[78]|\r/g, '')
}

test.run()
