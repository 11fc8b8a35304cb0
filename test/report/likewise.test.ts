// What a run out of time waited for, where several things wait for one and the same.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { TaskRef } from '../../src/plan/task-ref.ts'
import type { SyncEventBody } from '../../src/sync/events.ts'
import { events, task } from './build-events.ts'
import { present } from './present-plain.ts'

const test = suite('likewise')

const migrate = task('batch/Job shop/migrate', 'PreSync', -1)
const web = task('apps/Deployment shop/web')
const ENDED: SyncEventBody = {
  type: 'operation-completed',
  phase: 'Failed',
  message: 'no',
  reason: 'timeout',
  durationMs: 1000,
  phases: [],
}

test('what a run out of time waited for is told once for all whose chains end at the same cause', () => {
  const end = {
    what: 'PersistentVolumeClaim data',
    state: 'no volume yet',
    reason: 'ProvisioningFailed: no such class',
  }
  const of = (ref: TaskRef, ...chain: readonly { what: string; state: string; reason?: string }[]) => {
    const message = chain.map(({ state, reason }) => [state, reason ?? []].flat().join(' ← ')).join(' ← ')
    return { ...ref, what: ref.hook ? 'completion' : 'health', message, chain, hint: 'make the class' } as const
  }
  const claim = task('PersistentVolumeClaim shop/data')
  const blockers = [
    of(claim, end),
    of(web, { what: 'Deployment web', state: '0 of 1 available' }, { what: 'Pod web-x', state: 'Pending' }, end),
    of(task('apps/Deployment shop/api'), { what: 'Deployment api', state: '0 of 1 available' }),
    of(task('apps/Deployment shop/old'), { what: 'Deployment old', state: '0 of 1 available' }),
    of(migrate, { what: 'Job migrate', state: '1 active' }, end),
    of(task('batch/Job shop/seed', 'PreSync'), { what: 'Job seed', state: '1 active' }, end),
  ]
  const shown = present(events({ type: 'timed-out', milliseconds: 1000, blockers }, ENDED))
  const lines = shown.split('\n').map((line) => line.replace(/^ *(?:[\d.]+s +)?/, ''))
  assert.equal(
    lines.filter((line) => line.startsWith('waited') || line.startsWith('likewise')),
    [
      'waited for health of PersistentVolumeClaim shop/data (Sync wave 0):',
      'likewise: Deployment shop/web (Sync wave 0)',
      'waited for health of Deployment shop/api (Sync wave 0):',
      'waited for health of Deployment shop/old (Sync wave 0):',
      'waited for completion of Job shop/migrate (PreSync wave -1):',
      'likewise: Job shop/seed (PreSync wave 0)',
    ],
  )
  // Each goes on by itself.
  for (const name of ['migrate', 'seed'])
    assert.ok(lines.some((line) => line.startsWith('it goes on; to end it: ') && line.endsWith(`job/${name}`)))
})

test.run()
