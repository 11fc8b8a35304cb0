// What many objects cost that go at once: passes over all of them are counted, by what each tells that it waits for.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createSession } from '../support/command-session.ts'
import { configMap } from '../support/workloads.ts'

const test = suite('many objects')

for (const [what, words] of [
  ['deletion', 'delete --app shop --yes -o json'],
  ['prune', '-f - --app shop --prune --allow-empty --prune-limit 100% -o json'],
] as const) {
  test(`a ${what} of 2,000 objects looks at them all a few times, not once for each that goes`, async () => {
    const session = createSession()
    const many = Array.from({ length: 2000 }, (_, at) => configMap(`c${at}`))
    assert.is((await session.run('-f - --app shop', many)).exitCode, 0)
    const run = await session.run(words)
    assert.is(run.exitCode, 0, run.stderr)
    assert.is(run.stdout.match(/"type":"resource-deleted"/g)?.length, 2000)
    const waits = run.stdout.match(/"type":"waiting"/g)?.length ?? 0
    assert.ok(waits >= 1 && waits <= 20, `it has told ${waits} times what it waits for`)
  })
}

test.run()
