// A promise that nothing can break is none: runs that went well, falsified afterwards, and the promise that notices.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { workflow } from './random-objects.ts'
import { brokenPromises } from './index.ts'
import { perform } from './perform.ts'
import type { Moment, TracedRun } from './trace.ts'

const test = suite('promises notice')

/** A hook that an earlier run left, deleted before this run makes its own. */
async function replacedHook(): Promise<TracedRun> {
  return perform({
    objects: [workflow('o0', { hook: 'PreSync', policy: 'BeforeHookCreation', lab: { 'run-for': '1s' } })],
    leftovers: [{ of: 0, state: 'succeeded', finalizer: 'none' }],
    prunable: [],
    trouble: [],
    settings: {
      argoCompat: false,
      wait: true,
      forceConflicts: true,
      dryRun: 'none',
      concurrency: 1,
      waveDelayMs: 0,
      latency: 0,
      lag: 0,
      timeoutMs: 120_000,
      prune: 'on',
    },
  })
}

/** The uid that the run's own hook gets, after the delete. */
function newerUid({ moments }: TracedRun): string {
  const uid = moments.findLast((moment) => moment.is === 'written' && moment.verb === 'apply')
  if (uid?.is !== 'written') throw new Error('nothing was written')
  return uid.uid
}

const DELETES = 'a delete means one object, and never a newer one of the same name: '

const FALSE: readonly (readonly [string, (moment: Moment, newer: string) => Moment, string])[] = [
  ['asks for no uid', (moment) => askedFor(moment, ''), `${DELETES}delete Workflow/o0 of any uid`],
  [
    'asks for an object that is only there later',
    (moment, newer) => askedFor(moment, newer),
    `${DELETES}delete Workflow/o0 of an object that the run has not seen`,
  ],
  [
    'meets another object than it has asked for',
    (moment, newer) => (moment.is === 'written' && moment.verb === 'delete' ? { ...moment, uid: newer } : moment),
    `${DELETES}Workflow/o0 of another uid was deleted`,
  ],
]

function askedFor(moment: Moment, uid: string): Moment {
  return moment.is === 'begun' && moment.write.verb === 'delete'
    ? { ...moment, write: { ...moment.write, uid } }
    : moment
}

for (const [title, falsify, breach] of FALSE) {
  test(`a delete that ${title}`, async () => {
    const run = await replacedHook()
    assert.equal(brokenPromises(run), [])
    const newer = newerUid(run)
    const moments = run.moments.map((moment) => falsify(moment, newer))
    assert.ok(brokenPromises({ ...run, moments }).includes(breach), brokenPromises({ ...run, moments }).join('\n'))
  })
}

test.run()
