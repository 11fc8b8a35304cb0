// Conformance: what a missing ServiceAccount does to pods and to the controllers that want them. For clusters that ask for it.
import * as assert from 'uvu/assert'
import { listField, numberField, stringField } from '../../src/object/kube-object.ts'
import type { JsonObject, KubeObject } from '../../src/object/kube-object.ts'
import { assertRefused, conditionsOf, job, template, workload } from './conformance-session.ts'
import type { Check, Session } from './conformance-session.ts'

const AS_RUNNER = template({}, { serviceAccountName: 'runner' })

/** Pods and their ServiceAccounts. */
export const ADMISSION_CHECKS: readonly Check[] = [
  {
    title: 'a pod without its ServiceAccount is refused, in a dry run too',
    run: async (session) => {
      const expected = (name: string) => ({
        reason: 'Forbidden',
        status: 403,
        message: `pods "${name}" is forbidden: ${missing(session)}`,
      })
      await assertRefused(session.create(pod({ name: 'p' })), expected('p'))
      await assertRefused(session.create(pod({ name: 'p' }), { dryRun: true }), expected('p'))
      await assertRefused(session.apply(pod({ name: 'p' })), expected('p'))
      await assertRefused(session.create(pod({ generateName: 'p-' })), expected('p-'))
      await session.create(account())
      await session.create(pod({ name: 'p' }))
    },
  },
  {
    title: 'a Deployment whose pods may not be made says so, until their ServiceAccount comes',
    run: async (session) => {
      await session.apply(workload('web', {}, { template: AS_RUNNER, replicas: 2 }))
      const web = await session.until(workload('web'), (live) => conditionsOf(live).length === 3)
      assert.equal(conditionsOf(web), [
        'Progressing=True NewReplicaSetCreated',
        'Available=False MinimumReplicasUnavailable',
        'ReplicaFailure=True FailedCreate',
      ])
      assert.is(numberField(web, 'status', 'unavailableReplicas'), 2)
      const [set] = await all(session, 'apps/v1', 'ReplicaSet')
      const message = `pods "${set?.metadata.name}-" is forbidden: ${missing(session)}`
      assert.is(stringField(listField(web, 'status', 'conditions')[2], 'message'), message)
      assert.equal(conditionsOf(set), ['ReplicaFailure=True FailedCreate'])
      await told(session, 'ReplicaSet', `Error creating: ${message}`)
      await session.create(account())
      const up = await session.until(
        workload('web'),
        (live) => numberField(live, 'status', 'readyReplicas') === 2 && conditionsOf(live).length === 2,
      )
      assert.equal(conditionsOf(up).toSorted(), [
        'Available=True MinimumReplicasAvailable',
        'Progressing=True NewReplicaSetAvailable',
      ])
    },
  },
  {
    title: 'a StatefulSet and a DaemonSet whose pods may not be made say so in events',
    run: async (session) => {
      await session.apply(workload('db', {}, { template: AS_RUNNER, serviceName: 'db' }, 'StatefulSet'))
      await session.apply(workload('agent', {}, { template: AS_RUNNER }, 'DaemonSet'))
      const refusal = (name: string): string => `pods "${name}" is forbidden: ${missing(session)}`
      await told(session, 'StatefulSet', `Create Pod db-0 in StatefulSet db failed error: ${refusal('db-0')}`)
      await told(session, 'DaemonSet', `Error creating: ${refusal('agent-')}`)
      assert.equal(await all(session, 'v1', 'Pod'), [])
      await session.create(account())
      await session.until(
        workload('db', {}, {}, 'StatefulSet'),
        (live) => numberField(live, 'status', 'readyReplicas') === 1,
      )
      await session.until(
        workload('agent', {}, {}, 'DaemonSet'),
        (live) => numberField(live, 'status', 'numberReady') === 1,
      )
    },
  },
  {
    title: 'a Job whose pods may not be made has none, tries again, and runs when their ServiceAccount comes',
    run: async (session) => {
      const spec = { template: template({}, { serviceAccountName: 'runner', restartPolicy: 'Never' }) }
      await session.create(job('migrate', {}, spec))
      const message = `Error creating: pods "migrate-" is forbidden: ${missing(session)}`
      await told(session, 'Job', message, 2)
      const live = await session.get(job('migrate'))
      assert.equal([numberField(live, 'status', 'active'), conditionsOf(live)], [undefined, []])
      await session.create(account())
      const done = await session.until(job('migrate'), (one) => numberField(one, 'status', 'succeeded') === 1)
      assert.is(numberField(done, 'status', 'failed'), undefined)
    },
  },
]

function account(): KubeObject {
  return { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'runner' } }
}

function pod(metadata: JsonObject): KubeObject {
  const spec = { serviceAccountName: 'runner', containers: [{ name: 'main', image: 'lab/any:1' }] }
  return { apiVersion: 'v1', kind: 'Pod', metadata, spec }
}

function missing({ namespace }: Session): string {
  return `error looking up service account ${namespace}/runner: serviceaccount "runner" not found`
}

async function all(session: Session, apiVersion: string, kind: string): Promise<readonly KubeObject[]> {
  const { items } = await session.cluster.list(await session.type(apiVersion, kind), { namespace: session.namespace })
  return items
}

/** Waits until a warning about an object of this kind has been told so often. */
async function told(session: Session, kind: string, message: string, times = 1): Promise<void> {
  const type = await session.type('v1', 'Event')
  const isIt = (event: KubeObject): boolean =>
    stringField(event, 'involvedObject', 'kind') === kind &&
    event['type'] === 'Warning' &&
    event['reason'] === 'FailedCreate' &&
    event['message'] === message &&
    (numberField(event, 'count') ?? 0) >= times
  const { items, resourceVersion } = await session.cluster.list(type, { namespace: session.namespace })
  if (items.some(isIt)) return
  await session.watch(type, resourceVersion, (events) =>
    events.some((event) => 'object' in event && isIt(event.object)),
  )
}
