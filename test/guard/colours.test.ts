// A log that colours a part of a Secret's value, as `grep --color` does: whatever leaves a run has none of the value.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createSession } from '../support/command-session.ts'
import { job } from '../support/workloads.ts'

const test = suite('colours in a value')

const SECRET = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, stringData: { k: 'S3cretPassw0rd' } }
const SAID = 'found: S3cret\u001b[01;31m\u001b[KPass\u001b[m\u001b[Kw0rd here'
const FAILS = job('fails', { hook: 'PreSync', lab: { 'exit-code': '1', log: SAID, 'termination-message': SAID } })

for (const format of ['plain', 'json']) {
  test(`${format} lines, files of logs and JUnit mask a value that has colours inside`, async () => {
    const root = mkdtempSync(join(tmpdir(), 'hooksync-colours-'))
    try {
      const words = `-f - -o ${format} --logs hooks --log-dir logs --junit j.xml`
      const env = { GITHUB_ACTIONS: 'true', GITHUB_WORKSPACE: root }
      const { exitCode, stdout, stderr } = await createSession().run(words, [SECRET, FAILS], { cwd: root, env })
      assert.is(exitCode, 1, stderr)
      const logs = readdirSync(join(root, 'logs')).map((name) => readFileSync(join(root, 'logs', name), 'utf8'))
      assert.is(logs.length, 1)
      for (const text of [stdout, ...logs, readFileSync(join(root, 'j.xml'), 'utf8')]) {
        assert.match(text, 'found: *** here')
        assert.not.match(text, /S3cret|w0rd|\u001b/)
      }
      assert.not.match(stderr, /S3cret|w0rd/)
    } finally {
      rmSync(root, { recursive: true })
    }
  })
}

test.run()
