// The example in the simulator's README does what stands there.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'

const test = suite('the README of the simulator')
const room = new URL('../../src/simulator/', import.meta.url)

test('the example ends as it says', () => {
  const readme = readFileSync(new URL('README.md', room), 'utf8')
  const [, code = '', output] = /```ts\n(.*?)```\n\n```text\n(.*?)```/s.exec(readme) ?? []
  const folder = mkdtempSync(join(tmpdir(), 'hooksync-simulator-'))
  try {
    const file = join(folder, 'example.mts')
    writeFileSync(file, code.replaceAll("'./", `'${room.href}`))
    const ran = spawnSync(process.execPath, ['--import', 'tsx', file], { encoding: 'utf8' })
    assert.is(ran.stderr, '')
    assert.is(ran.stdout, output)
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test.run()
