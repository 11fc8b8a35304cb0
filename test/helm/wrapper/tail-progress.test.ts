import { appendFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { tailProgress } from '../../../src/helm/wrapper/tail-progress.ts'

const test = suite('tail-progress')

test('what has come is shown once, by and by or when it is asked for, and no character is cut', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hooksync-tail-'))
  const path = join(folder, 'progress')
  let shown = ''
  let tick = (): void => assert.unreachable('there is no ticker')
  let ticking = false
  const output = { isTTY: false, columns: 80, write: (text: string) => void (shown += text) }
  const tail = tailProgress(path, output, (_milliseconds, callback) => {
    tick = callback
    ticking = true
    return () => void (ticking = false)
  })
  try {
    tail.show()
    assert.is(shown, '')
    appendFileSync(path, 'PreSync\n')
    tick()
    assert.is(shown, 'PreSync\n')
    const [first = 0, ...rest] = Buffer.from('ü')
    appendFileSync(path, Buffer.from([first]))
    tick()
    appendFileSync(path, Buffer.from(rest))
    tail.show()
    assert.is(shown, 'PreSync\nü')
    appendFileSync(path, 'x'.repeat(200_000))
    tail.show()
    assert.is(shown.length, 'PreSync\nü'.length + 200_000)
    tail.close()
    assert.not.ok(ticking)
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test.run()
