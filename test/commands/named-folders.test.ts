// A folder where a file is to be named: each flag says what to name instead.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { runMain } from '../support/run-main.ts'

const test = suite('named folders')

const MAP = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n'

for (const [flag, hint] of [
  ['--health-from', 'name the file in it that holds the ConfigMap argocd-cm'],
  ['--config', 'name the file: --config test/hooksync.yaml'],
] as const) {
  test(`${flag} with a folder`, async () => {
    const { exitCode, stderr } = await runMain(['plan', '--offline', '-f', '-', flag, 'test/'], MAP)
    assert.is(exitCode, 3)
    assert.is(stderr, `UNREADABLE test/ is a folder\n  ${hint}\n1 error; nothing was touched\n`)
  })
}

test.run()
