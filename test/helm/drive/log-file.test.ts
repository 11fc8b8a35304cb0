import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { keepPlan, openLog } from '../../../src/helm/drive/log-file.ts'
import { openProgress } from '../../../src/helm/drive/progress.ts'

const test = suite('log-file')

/** Runs with a temporary folder that our process has for its own. */
function inFolder(run: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'hooksync-log-'))
  const before = process.env['TMPDIR']
  try {
    process.env['TMPDIR'] = folder
    run(folder)
  } finally {
    if (before === undefined) delete process.env['TMPDIR']
    else process.env['TMPDIR'] = before
    rmSync(folder, { recursive: true })
  }
}

/** `fd`: a folder in which nobody can make anything, for ever. */
function places(folder: string): readonly string[] {
  const file = join(folder, 'file')
  writeFileSync(file, '')
  return [file, join(file, 'deeper'), '/proc/nope', '/proc/nope/deeper', '/dev/null']
}

const NOW = Date.UTC(2026, 0, 1, 12)

test('a log is private, has the time in its name, and makes all folders that lead there', () => {
  inFolder((folder) => {
    const log = openLog({ release: 'shop', env: { HOME: folder }, now: NOW })
    if (!('fd' in log)) throw new Error(log.refused)
    log.close()
    assert.is(log.name, '~/.local/state/kubectl-hooksync/shop-20260101T120000Z.log')
    assert.is(statSync(join(folder, log.name.slice(2))).mode & 0o777, 0o600)
    const second = openLog({ release: 'shop', env: { HOME: folder }, now: NOW })
    if (!('fd' in second)) throw new Error(second.refused)
    second.close()
    assert.is(second.name, `~/.local/state/kubectl-hooksync/shop-20260101T120000Z-${process.pid}.log`)
  })
})

test('where nothing can be made the folder for temporary files takes the log and the plan', () => {
  inFolder((folder) => {
    for (const [index, state] of places(folder).entries()) {
      const release = `shop-${index}`
      const log = openLog({ release, env: { XDG_STATE_HOME: state }, now: NOW })
      if (!('fd' in log)) throw new Error(log.refused)
      log.close()
      assert.is(log.name, join(folder, `kubectl-hooksync/${release}-20260101T120000Z.log`))
      keepPlan({ release, env: { XDG_STATE_HOME: state } }, 'the plan')
      assert.is(readFileSync(join(folder, `kubectl-hooksync/${release}-plan.log`), 'utf8'), 'the plan')
    }
  })
})

test('where neither takes it there is no log, a warning says why, and all else goes on', () => {
  inFolder((folder) => {
    for (const state of places(folder)) {
      process.env['TMPDIR'] = '/proc/nope'
      const where = { release: 'shop', env: { XDG_STATE_HOME: state } }
      const progress = openProgress({ ...where, helmPid: undefined, wrapper: undefined, now: NOW })
      assert.is(progress.logName, undefined)
      const why = `no log is kept, for nothing can be written to ${state}/kubectl-hooksync`
      assert.ok(progress.warning?.startsWith(why), progress.warning)
      assert.match(progress.warning ?? '', / and \/proc\/nope\/kubectl-hooksync \(ENOENT\)$/)
      progress.log.write('told to nobody')
      progress.close()
      keepPlan(where, 'told to nobody')
    }
  })
})

test.run()
