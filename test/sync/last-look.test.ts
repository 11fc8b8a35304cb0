// What a run that ends before its time says of what it waited for: out of time or interrupted, it is the same.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { KubeObject } from '../../src/object/kube-object.ts'
import { createLab, told } from '../support/run-sync.ts'
import type { SyncRun } from '../support/run-sync.ts'
import { deployment, job } from '../support/workloads.ts'
import { present } from '../report/present-plain.ts'

const test = suite('last look')

const unpullable = (name: string): KubeObject => deployment(name, { lab: { 'image-pull-error': 'ImagePullBackOff' } })
const CRASHING = deployment('api', { lab: { 'crash-loop': 'true', 'exit-code': '2', log: 'DATABASE_URL is not set' } })

const causesOf = (run: SyncRun): readonly (string | undefined)[] =>
  [...told(run, 'interrupted'), ...told(run, 'timed-out')].flatMap(({ blockers = [] }) =>
    blockers.map(({ message }) => message.split(' ← ').at(-1)),
  )

const lastLine = (run: SyncRun): string => present(run.events).trimEnd().split('\n').at(-1)?.trim() ?? ''

const WAYS: Readonly<Record<string, (at: number) => Parameters<ReturnType<typeof createLab>['sync']>[1]>> = {
  'out of time': (at) => ({ options: { timeoutMs: at } }),
  interrupted: (at) => ({ happenings: [{ at, what: ({ signal }) => signal('SIGTERM') }] }),
}

for (const [how, request] of Object.entries(WAYS)) {
  test(`${how}: what crashes says the last words of its log, in the last line, too`, async () => {
    const run = await createLab().sync([CRASHING], request(20_000))
    assert.equal(told(run, 'task-completed'), [])
    assert.match(causesOf(run)[0] ?? '', /exited with code 2, restarted .*: DATABASE_URL is not set$/)
    assert.match(lastLine(run), / at Sync\/api: .*: DATABASE_URL is not set · 0 of 1 task done$/)
    assert.match(present(run.events), ' logs deployment/api\n')
  })

  test(`${how} before anybody has looked: what is behind it is found at the end, of the first that are named`, async () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f']
    const run = await createLab().sync(names.map(unpullable), request(2_500))
    assert.is(causesOf(run).filter((text) => text?.startsWith('ImagePullBackOff: ')).length, 4)
    assert.match(lastLine(run), / at Sync\/a: ImagePullBackOff: image .* · 5 more not ready · 0 of 6 tasks done$/)
  })

  test(`${how}: a hook that goes on is told with what it does and what ends it`, async () => {
    const run = await createLab().sync([job('mig', { hook: 'PreSync', lab: { 'run-for': '1h' } })], request(5_000))
    const shown = present(run.events)
    assert.match(
      shown,
      /waited for completion of Job demo\/mig .*\n(?:.*\n)* +it goes on; to end it: .*delete job\/mig\n/,
    )
    assert.not.match(shown, 'still running in the cluster')
  })
}

test.run()
