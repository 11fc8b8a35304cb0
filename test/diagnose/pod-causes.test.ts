// One row per rule: causes that a pod tells.
import { suite } from 'uvu'
import { SYNC_DEFAULTS } from '../../src/sync/sync-options.ts'
import * as assert from 'uvu/assert'
import { diagnose } from '../../src/diagnose/diagnose.ts'
import { addCauseTests, failedJob, ofJob, ofWeb, waitingJob, waits, web } from '../support/cause-rows.ts'
import type { CauseRow } from '../support/cause-rows.ts'
import { deployment, warning } from '../support/diagnose-objects.ts'
import { fakeCluster } from '../support/fake-cluster.ts'

const test = suite('causes that a pod tells')

const ROWS: readonly CauseRow[] = [
  {
    title: 'an exit code is told with the last line of the log',
    object: failedJob,
    objects: [ofJob({ containers: [{ name: 'main', state: { terminated: { exitCode: 3, reason: 'Error' } } }] })],
    logs: { 'migrate-x/main': ['connecting', 'relation "users" does not exist', ''] },
    code: 'ExitCode',
    cause: 'container "main" exited with code 3: relation "users" does not exist',
  },
  {
    title: 'a termination message goes before the log',
    object: failedJob,
    objects: [
      ofJob({ containers: [{ name: 'main', state: { terminated: { exitCode: 1, message: 'no schema\n' } } }] }),
    ],
    logs: { 'migrate-x/main': ['bye'] },
    code: 'ExitCode',
    cause: 'container "main" exited with code 1: no schema',
  },
  {
    title: 'an exit code has its reason when it is not just Error, and a hint when it is a known one',
    object: failedJob,
    objects: [
      ofJob({
        status: {
          initContainerStatuses: [
            { name: 'wait', state: { terminated: { exitCode: 127, reason: 'ContainerCannotRun' } } },
          ],
        },
      }),
    ],
    code: 'ExitCode',
    cause: 'init container "wait" exited with code 127 (ContainerCannotRun)',
    hint: 'the command was not found in the image',
  },
  {
    title: 'a failed container beside a running one does not end the pod',
    object: waitingJob,
    objects: [
      ofJob({
        phase: 'Running',
        containers: [
          { name: 'main', state: { terminated: { exitCode: 1 } } },
          { name: 'istio-proxy', state: { running: {} } },
        ],
      }),
    ],
    code: 'ExitCode',
    cause: 'container "main" exited with code 1',
    hint: 'container "istio-proxy" still runs, so the pod does not end',
  },
  {
    title: 'a sidecar that goes on keeps a Job from completing',
    object: waitingJob,
    objects: [
      ofJob({
        phase: 'Running',
        containers: [
          { name: 'main', state: { terminated: { exitCode: 0 } } },
          { name: 'istio-proxy', state: { running: {} } },
        ],
      }),
    ],
    code: 'Sidecar',
    cause: 'container "main" has finished, but "istio-proxy" still runs, so the pod never completes',
    hint: 'make "istio-proxy" an init container with restartPolicy: Always, or let it end',
  },
  {
    title: 'out of memory names the limit',
    object: failedJob,
    objects: [
      ofJob({
        spec: { containers: [{ name: 'main', resources: { limits: { memory: '64Mi' } } }] },
        containers: [{ name: 'main', state: { terminated: { exitCode: 137, reason: 'OOMKilled' } } }],
      }),
    ],
    code: 'OutOfMemory',
    cause: 'OOMKilled: container "main" went over its memory limit 64Mi',
    hint: 'raise resources.limits.memory, or use less memory',
  },
  {
    title: "an image that cannot be pulled has the registry's answer from the event",
    object: waitingJob,
    objects: [
      ofJob({
        phase: 'Pending',
        spec: { containers: [{ name: 'main', image: 'shop/migrate:1.x' }] },
        containers: waits('ImagePullBackOff', 'Back-off pulling image "shop/migrate:1.x"'),
      }),
      warning('migrate-x-uid', 'Failed', 'Failed to pull image "shop/migrate:1.x": manifest unknown'),
    ],
    code: 'ImagePull',
    cause: 'ImagePullBackOff: image "shop/migrate:1.x" of container "main": manifest unknown',
    hint: 'check the name and tag of the image',
  },
  {
    title: 'an image of which the runtime tells a long story has its end',
    object: waitingJob,
    objects: [
      ofJob({
        phase: 'Pending',
        spec: { containers: [{ name: 'main', image: 'r.io/a:1' }] },
        containers: waits(
          'ImagePullBackOff',
          'Back-off pulling image "r.io/a:1": ErrImagePull: rpc error: code = NotFound desc = failed to pull and unpack image "r.io/a:1": failed to resolve reference "r.io/a:1": r.io/a:1: not found',
        ),
      }),
    ],
    code: 'ImagePull',
    cause: 'ImagePullBackOff: image "r.io/a:1" of container "main": not found',
    hint: 'check the name and tag of the image',
  },
  {
    title: 'an invalid image name',
    object: waitingJob,
    objects: [
      ofJob({
        phase: 'Pending',
        spec: { containers: [{ name: 'main', image: 'Shop:' }] },
        containers: waits('InvalidImageName', 'couldn\'t parse image name "Shop:"'),
      }),
    ],
    code: 'ImagePull',
    cause: 'InvalidImageName: image "Shop:" of container "main": couldn\'t parse image name "Shop:"',
    hint: 'write the image as registry/name:tag, in lower case',
  },
  {
    title: 'a missing ConfigMap',
    object: waitingJob,
    objects: [
      ofJob({ phase: 'Pending', containers: waits('CreateContainerConfigError', 'configmap "settings" not found') }),
    ],
    code: 'ContainerConfig',
    cause: 'CreateContainerConfigError: container "main": configmap "settings" not found',
    hint: 'create it in an earlier phase or wave than what needs it',
  },
  {
    title: 'a missing key of a Secret',
    object: waitingJob,
    objects: [
      ofJob({
        phase: 'Pending',
        containers: waits('CreateContainerConfigError', "couldn't find key url in Secret shop/db"),
      }),
    ],
    code: 'ContainerConfig',
    cause: 'CreateContainerConfigError: container "main": couldn\'t find key url in Secret shop/db',
    hint: 'add the key, or make the reference optional',
  },
  {
    title: 'a crash loop has the last exit code and the log of the instance before',
    object: deployment(),
    objects: [
      ...web,
      ofWeb({
        phase: 'Running',
        containers: [
          {
            name: 'web',
            restartCount: 5,
            state: { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 5m0s restarting failed container' } },
            lastState: { terminated: { exitCode: 1, reason: 'Error' } },
          },
        ],
      }),
    ],
    logs: { 'web-x/web/previous': ['port 80 is taken'] },
    code: 'CrashLoop',
    cause: 'CrashLoopBackOff: container "web" exited with code 1, restarted 5 times: port 80 is taken',
  },
  {
    title: 'a pod that no node takes',
    object: deployment(),
    objects: [
      ...web,
      {
        ...ofWeb({
          phase: 'Pending',
          status: {
            conditions: [
              {
                type: 'PodScheduled',
                status: 'False',
                reason: 'Unschedulable',
                message:
                  '0/3 nodes are available: 3 Insufficient cpu. preemption: 0/3 nodes are available: 3 No preemption victims found for incoming pod.',
              },
            ],
          },
        }),
        spec: { restartPolicy: 'Always' },
      },
    ],
    code: 'Unschedulable',
    cause: 'FailedScheduling: 0/3 nodes are available: 3 Insufficient cpu.',
    hint: 'free capacity, add nodes, or lower resources.requests',
  },
  {
    title: 'a volume that cannot be mounted',
    object: waitingJob,
    objects: [
      ofJob({ phase: 'Pending', containers: waits('ContainerCreating') }),
      warning('migrate-x-uid', 'FailedMount', 'MountVolume.SetUp failed for volume "s" : secret "tls" not found'),
    ],
    code: 'Mount',
    cause: 'FailedMount: MountVolume.SetUp failed for volume "s" : secret "tls" not found',
    hint: 'create it in an earlier phase or wave than what needs it',
  },
  {
    title: 'an evicted pod',
    object: failedJob,
    objects: [ofJob({ status: { reason: 'Evicted', message: 'The node was low on resource: memory.' } })],
    code: 'PodEnded',
    cause: 'Evicted: The node was low on resource: memory.',
    hint: 'set requests that fit what it uses',
  },
]

addCauseTests(test, ROWS)

test("what the scheduler adds of preemption is neither in a cause nor in an event's text, so that the card says it once", async () => {
  const told = '0/3 nodes are available: 3 Insufficient cpu.'
  const message = `${told} preemption: 0/3 nodes are available: 3 No preemption victims found for incoming pod.`
  const conditions = [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message }]
  const pending = ofWeb({ phase: 'Pending', status: { conditions } })
  const objects = [
    ...web,
    { ...pending, spec: { restartPolicy: 'Always' } },
    warning('web-x-uid', 'FailedScheduling', message),
  ]
  const { diagnosis: found } = await diagnose(fakeCluster({ objects }), deployment(), {
    judging: SYNC_DEFAULTS,
    tailLines: 0,
  })
  assert.is(found.cause, `FailedScheduling: ${told}`)
  assert.equal(
    found.events.map((event) => event.message),
    [told],
  )
})

test.run()
