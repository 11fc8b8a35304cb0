// Every way in which a command that writes events can end: its last event, and no other, says how.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ClusterError } from '../../src/errors.ts'
import type { KubeObject } from '../../src/object/kube-object.ts'
import type { SimulatedRequest } from '../../src/simulator/faults.ts'
import { createSession } from '../support/command-session.ts'
import type { Session } from '../support/command-session.ts'
import { fakeCluster } from '../support/fake-cluster.ts'
import { runMain } from '../support/run-main.ts'
import { configMap, job } from '../support/workloads.ts'

const test = suite('ends of commands that write events')

const SHOP = [configMap('c')]
const WRONG = [job('odd', { hook: 'PreSinc' })]
const FAILING = [job('fails', { hook: 'PreSync', lab: { 'exit-code': '1' } })]
const FAILING_DELETE = [job('fails', { hook: 'PreDelete', lab: { 'exit-code': '1' } })]
const ASKED = [configMap('c'), configMap('p', { options: 'Prune=confirm' })]

type Surroundings = Parameters<Session['run']>[2]

interface Row {
  readonly words: string
  readonly objects?: readonly KubeObject[]
  readonly around?: Surroundings
  /** What is in the cluster as app `shop` before. */
  readonly before?: readonly KubeObject[]
  readonly meanwhile?: (session: Session) => unknown
  /** Which requests of the run the server refuses. */
  readonly refuses?: (request: SimulatedRequest) => boolean
  readonly ends: readonly [exitCode: number, phase: string, reason: string, message: string]
}

const never = (): Promise<never> => new Promise(() => {})
const says = (word: string): Surroundings => ({ typed: async () => `${word}\n` })
const SILENT: Surroundings = { typed: never }
const INTERRUPTED: Surroundings = { signal: AbortSignal.abort('SIGINT') }
const unconnected = async (): Promise<never> => {
  throw new ClusterError('the kubeconfig names no cluster', { reason: 'Config' })
}
const SLOW = { ...fakeCluster({}), get: never, list: never, resolve: never }
const edited = ({ lab }: Session): unknown =>
  lab.patch('ConfigMap', 'hooksync-shop', {
    metadata: { annotations: { 'applyset.kubernetes.io/contains-group-kinds': '' } },
  })
const held = async ({ lab }: Session): Promise<void> => {
  const spec = {
    holderIdentity: 'another',
    leaseDurationSeconds: 15,
    renewTime: new Date(lab.clock.now()).toISOString(),
  }
  const metadata = { name: 'hooksync-shop', namespace: 'demo' }
  await lab.put([{ apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata, spec }])
}

const ROWS: Readonly<Record<string, Row>> = {
  'a sync': { words: '-f -', objects: SHOP, ends: [0, 'Succeeded', 'completed', 'successfully synced'] },
  'a sync of which a hook fails': { words: '-f -', objects: FAILING, ends: [1, 'Failed', 'completed', ''] },
  'a sync of nothing that is meant': {
    words: '-f - --allow-empty',
    ends: [0, 'Succeeded', 'completed', 'nothing to do: no objects were found'],
  },
  'a sync whose selector lets nothing through, which is meant': {
    words: '-f - --allow-empty -l a=b',
    objects: SHOP,
    ends: [0, 'Succeeded', 'completed', 'nothing to do: no object matches the selector'],
  },
  'a sync of nothing': { words: '-f -', ends: [3, 'Failed', 'invalid', '1 error; nothing was touched'] },
  'a sync of what is wrong': { words: '-f -', objects: WRONG, ends: [3, 'Failed', 'invalid', '1 error'] },
  'a sync with settings that are not there': {
    words: '-f - --config nowhere.yaml',
    objects: SHOP,
    ends: [3, 'Failed', 'invalid', '1 error'],
  },
  'a sync by a plan that is not there': {
    words: '-f - --plan nowhere.json',
    objects: SHOP,
    ends: [3, 'Failed', 'invalid', 'the plan nowhere.json cannot be read'],
  },
  'a sync without a cluster': {
    words: '-f -',
    objects: SHOP,
    around: { connect: unconnected },
    ends: [4, 'Error', 'cluster', 'the kubeconfig names no cluster'],
  },
  'a sync that is interrupted while it reads': {
    words: '-f - --config none',
    objects: SHOP,
    around: INTERRUPTED,
    ends: [130, 'Failed', 'interrupted', 'Operation terminated'],
  },
  'a sync while another run has the lock': {
    words: '-f - --app shop',
    objects: SHOP,
    meanwhile: held,
    ends: [5, 'Failed', 'locked', 'another'],
  },
  'a sync by an inventory that cannot be used': {
    words: '-f - --app shop',
    objects: SHOP,
    before: SHOP,
    meanwhile: edited,
    ends: [3, 'Failed', 'invalid', 'the inventory of the application cannot be used'],
  },
  'a sync that the server refuses': {
    words: '-f -',
    objects: [{ ...configMap('c'), data: { a: 1 } }],
    ends: [3, 'Failed', 'gate', ''],
  },
  'a no to the plan': {
    words: '-f input.yaml --confirm',
    objects: SHOP,
    around: says('n'),
    ends: [0, 'Succeeded', 'completed', 'not run: nothing was touched'],
  },
  'a yes to the plan': {
    words: '-f input.yaml --confirm',
    objects: SHOP,
    around: says('y'),
    ends: [0, 'Succeeded', 'completed', 'successfully synced'],
  },
  'a plan that changes nothing': {
    words: '-f input.yaml --confirm --app shop',
    before: SHOP,
    objects: SHOP,
    around: says('y'),
    ends: [0, 'Succeeded', 'completed', 'nothing to do: nothing would change'],
  },
  'a plan of a kind that nobody serves, of which somebody would be asked': {
    words: '-f input.yaml --confirm',
    objects: [{ ...configMap('w'), apiVersion: 'example.com/v1', kind: 'Widget' }],
    around: says('y'),
    ends: [4, 'Failed', 'cluster', ''],
  },
  'no answer in time to the plan': {
    words: '-f input.yaml --confirm --timeout 300ms',
    objects: SHOP,
    around: SILENT,
    ends: [6, 'Failed', 'timeout', 'nobody has answered'],
  },
  'a no to a prune': {
    words: '-f input.yaml --app shop --prune --prune-limit 100%',
    before: ASKED,
    objects: SHOP,
    around: says('n'),
    ends: [0, 'Succeeded', 'completed', 'successfully synced'],
  },
  'a deletion': {
    words: 'delete -f - --app shop --yes',
    before: SHOP,
    objects: SHOP,
    ends: [0, 'Succeeded', 'completed', '1 object deleted'],
  },
  "a deletion of what is an application's": {
    words: 'delete -f - --yes',
    before: SHOP,
    objects: SHOP,
    ends: [3, 'Failed', 'gate', 'nothing is deleted'],
  },
  'a deletion of which a hook fails': {
    words: 'delete -f - --app shop --yes',
    before: SHOP,
    objects: FAILING_DELETE,
    ends: [1, 'Failed', 'completed', ''],
  },
  'a deletion of what is gone': {
    words: 'delete -f - --yes',
    objects: SHOP,
    ends: [0, 'Succeeded', 'completed', 'nothing of the manifests is there to delete'],
  },
  'a deletion of what is wrong': {
    words: 'delete -f - --yes',
    objects: WRONG,
    ends: [3, 'Failed', 'invalid', '1 error'],
  },
  'a deletion of nothing': { words: 'delete -f - --yes', ends: [3, 'Failed', 'invalid', '1 error'] },
  'a deletion without a cluster': {
    words: 'delete -f - --yes',
    objects: SHOP,
    around: { connect: unconnected },
    ends: [4, 'Error', 'cluster', 'the kubeconfig names no cluster'],
  },
  'a deletion without a yes and without a terminal': {
    words: 'delete -f - --app shop',
    before: SHOP,
    objects: SHOP,
    ends: [2, 'Failed', 'invalid', 'nothing is deleted: delete asks first'],
  },
  'a no to a deletion': {
    words: 'delete --app shop',
    before: SHOP,
    around: says('n'),
    ends: [1, 'Failed', 'completed', 'nothing is deleted'],
  },
  'no answer in time to a deletion': {
    words: 'delete --app shop --timeout 300ms',
    before: SHOP,
    around: SILENT,
    ends: [6, 'Failed', 'timeout', 'nobody has answered'],
  },
  'a deletion that is interrupted while it is planned': {
    words: 'delete --app shop --yes --config none',
    before: SHOP,
    around: INTERRUPTED,
    ends: [130, 'Failed', 'interrupted', 'Operation terminated'],
  },
  'a deletion that is out of time while it is planned': {
    words: 'delete --app shop --yes --timeout 300ms',
    around: { connect: async () => ({ cluster: SLOW, namespace: 'demo', close: () => {} }) },
    ends: [6, 'Failed', 'timeout', 'out of time after 300ms'],
  },
  'a deletion that cannot be planned': {
    words: 'delete --app shop --yes',
    before: SHOP,
    refuses: ({ verb }) => verb === 'list' || verb === 'get',
    ends: [4, 'Error', 'cluster', 'no'],
  },
  'a deletion by an inventory that cannot be used': {
    words: 'delete --app shop --yes',
    before: SHOP,
    meanwhile: edited,
    ends: [3, 'Failed', 'invalid', 'the inventory of the application cannot be used'],
  },
  'a deletion while another run has the lock': {
    words: 'delete --app shop --yes',
    before: SHOP,
    meanwhile: held,
    ends: [5, 'Failed', 'locked', 'another'],
  },
  'a rehearsal': { words: 'rehearse -f -', objects: SHOP, ends: [0, 'Succeeded', 'completed', 'successfully synced'] },
  'a rehearsal of nothing that is meant': {
    words: 'rehearse -f - --allow-empty',
    ends: [0, 'Succeeded', 'completed', 'nothing to rehearse: no objects were found'],
  },
  'a rehearsal of what is wrong': { words: 'rehearse -f -', objects: WRONG, ends: [3, 'Failed', 'invalid', '1 error'] },
  'a rehearsal with a fault of nothing': {
    words: 'rehearse -f - --fail Job/nosuch',
    objects: SHOP,
    ends: [2, 'Failed', 'invalid', '--fail'],
  },
  'a rehearsal without a cluster': {
    words: 'rehearse -f - --against-cluster',
    objects: SHOP,
    around: { connect: unconnected },
    ends: [4, 'Error', 'cluster', 'the kubeconfig names no cluster'],
  },
  'a rehearsal by an inventory that cannot be used': {
    words: 'rehearse -f - --app shop --against-cluster',
    objects: SHOP,
    before: SHOP,
    meanwhile: edited,
    ends: [3, 'Failed', 'invalid', 'the inventory of app shop'],
  },
  'a rehearsed deletion': {
    words: 'rehearse --delete --app shop --against-cluster',
    before: SHOP,
    ends: [0, 'Succeeded', 'completed', '1 object deleted'],
  },
  'a plan of what is wrong': { words: 'plan -f -', objects: WRONG, ends: [3, 'Failed', 'invalid', '1 error'] },
}

for (const [title, row] of Object.entries(ROWS)) {
  test(`${title} ends with one event that says so`, async () => {
    let isRunning = false
    const session = createSession({
      faults: {
        beforeRequest: (request) =>
          isRunning && row.refuses?.(request) === true
            ? new ClusterError('no', { reason: 'Forbidden', status: 403 })
            : undefined,
      },
    })
    if (row.before !== undefined) assert.is((await session.run('-f - --app shop', row.before)).exitCode, 0)
    await row.meanwhile?.(session)
    isRunning = true
    const run = await session.run(`${row.words} -o json`, row.objects, row.around)
    const events = run.stdout
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line))
    const ends = events.filter(({ type }) => type === 'operation-completed')
    const [exitCode, phase, reason, message] = row.ends
    assert.is(ends.length, 1, `${run.stdout}${run.stderr}`)
    assert.is(events.at(-1), ends[0])
    assert.equal([run.exitCode, ends[0].phase, ends[0].reason], [exitCode, phase, reason], `${run.stdout}${run.stderr}`)
    assert.ok(ends[0].message.includes(message), ends[0].message)
    const replayed = await runMain(['replay', '-'], run.stdout)
    // Who was not there to be asked is told as a fault of the input.
    assert.is(replayed.exitCode, exitCode === 2 ? 3 : exitCode, replayed.stderr)
  })
}

test.run()
