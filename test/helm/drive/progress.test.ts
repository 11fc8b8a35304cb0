// Where a drive is told: how wide the screen is that the wrapper shows.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { openProgress } from '../../../src/helm/drive/progress.ts'
import { columnsAsked } from '../../../src/io.ts'

const test = suite('progress of a drive')

test('the screen of the wrapper is as wide as its standard error, and the log is wider than a terminal', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hooksync-progress-'))
  const wrapper = { path: join(folder, 'progress'), isTTY: true, columns: 132 }
  const progress = openProgress({ helmPid: undefined, wrapper, release: 'demo', env: { HOME: folder }, now: 0 })
  try {
    assert.equal([progress.screen?.columns, progress.screen?.isTTY, progress.log.columns], [132, true, 120])
  } finally {
    progress.close()
    rmSync(folder, { recursive: true })
  }
})

test('COLUMNS says how wide a screen is that nobody knows; what is no number does not', () => {
  const widths = [{ COLUMNS: '132' }, {}, { COLUMNS: '' }, { COLUMNS: '-1' }, { COLUMNS: '8.5' }].map(columnsAsked)
  assert.equal(widths, [132, 80, 80, 80, 80])
})

test.run()
