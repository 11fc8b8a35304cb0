// What is kept of a dry run when something goes wrong on our side: Helm has its answer, so nothing may fail any more.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createGuard } from '../../../src/guard/guard.ts'
import { tellPlan } from '../../../src/helm/drive/tell-plan.ts'

const test = suite('tell-plan')

test('a plan that cannot be made is told where it would stand, and fails nothing', async () => {
  const home = mkdtempSync(join(tmpdir(), 'hooksync-plan-'))
  try {
    const unknown = { reading: undefined, helmPid: undefined, wrapper: undefined }
    const call = { release: 'shop', ...unknown, env: { HOME: home }, secrets: createGuard() }
    await tellPlan(call, 'helm template writes nothing', () => Promise.reject(new TypeError('x is not a function')))
    assert.is(
      readFileSync(join(home, '.local/state/kubectl-hooksync/shop-plan.log'), 'utf8'),
      'plan of shop: helm template writes nothing\n' +
        'it could not be made, by a fault of kubectl-hooksync: x is not a function\n',
    )
  } finally {
    rmSync(home, { recursive: true })
  }
})

test.run()
