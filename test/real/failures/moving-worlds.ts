// The worlds that move while an example of examples/failures runs: each is driven by what the run says, or by what is seen in the cluster.
import { readFileSync } from 'node:fs'
import { createServer } from 'node:https'
import type { Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ControlPlane } from '../../../scripts/control-plane/control-plane.ts'
import { startRelay } from '../../support/relay/relay.ts'
import { waitUntil } from '../../support/wait-until.ts'
import { kubectl, startSync } from '../lab.ts'
import { kubeconfigIn } from './kubeconfig-in.ts'
import type { Place, Watched, World } from './world.ts'

/** The run knows that the pod of the hook runs, in plain lines, or shows its Job in a live view. */
const HOOK_RUNS = /container "\w+" still runs|Job [^\s:]+ +(created, )?running/

/** A webhook at a port that nobody listens at until the run says that it waits for it. */
export async function webhookThatWakes({ plane, namespace }: Place): Promise<World> {
  const server = await admitAll(plane)
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  const configuration = {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingWebhookConfiguration',
    metadata: { name: namespace },
    webhooks: [
      {
        name: 'deployments.policy.example.com',
        clientConfig: {
          url: `https://127.0.0.1:${port}/validate`,
          caBundle: readFileSync(plane.caFile).toString('base64'),
        },
        failurePolicy: 'Fail',
        sideEffects: 'None',
        admissionReviewVersions: ['v1'],
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
        rules: [{ apiGroups: ['apps'], apiVersions: ['v1'], operations: ['*'], resources: ['deployments'] }],
      },
    ],
  }
  await kubectl(plane, ['create', '-f', '-'], JSON.stringify(configuration))
  return {
    meanwhile: async (run) => {
      await run.shows(/waiting for admission of|Deployment \S+ +pending/)
      await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
    },
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await kubectl(plane, ['delete', 'validatingwebhookconfiguration', namespace])
    },
  }
}

/** Says yes to every review, with the control plane's own certificate. */
async function admitAll({ caFile }: ControlPlane): Promise<Server> {
  const read = (name: string): Buffer => readFileSync(join(dirname(caFile), name))
  const server = createServer({ key: read('server.key'), cert: read('server.crt') }, (request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { uid } = (JSON.parse(Buffer.concat(chunks).toString('utf8')) as { request: { uid: string } }).request
      response.setHeader('content-type', 'application/json')
      response.end(
        JSON.stringify({
          apiVersion: 'admission.k8s.io/v1',
          kind: 'AdmissionReview',
          response: { uid, allowed: true },
        }),
      )
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return server
}

/** The Job of the run before is done. */
export async function untilJobIsDone({ plane, namespace }: Place): Promise<World> {
  await kubectl(plane, ['wait', '-n', namespace, '--for=condition=Complete', 'job/migrate', '--timeout=20s'])
  return {}
}

/** Somebody presses Ctrl-C while the hook runs. */
export async function interruptAtHook(): Promise<World> {
  return {
    meanwhile: async (run) => {
      await run.shows(HOOK_RUNS)
      await run.interrupt()
    },
  }
}

/** The migration ends well as soon as its pod runs; what stands beside it goes on. The node of these tests ends only whole pods. */
export async function migrationThatIsDone({ plane, namespace }: Place): Promise<World> {
  const selected = ['get', 'pods', '-n', namespace, '-l', 'job-name=migrate', '-o']
  const row = 'jsonpath={range .items[*]}{.status.phase} {.metadata.name} {.status.startTime}{end}'
  return {
    meanwhile: async () => {
      let found = ''
      await waitUntil(async () => {
        found = await kubectl(plane, [...selected, row])
        return found.startsWith('Running ')
      })
      const [, name = '', startedAt = ''] = found.split(' ')
      const image = { image: 'registry.example.com/any', imageID: '', restartCount: 0 }
      const status = {
        containerStatuses: [
          {
            ...image,
            name: 'migrate',
            ready: false,
            started: false,
            state: { terminated: { exitCode: 0, reason: 'Completed', startedAt, finishedAt: startedAt } },
          },
          { ...image, name: 'sql-proxy', ready: true, started: true, state: { running: { startedAt } } },
        ],
      }
      const patch = JSON.stringify({ status })
      await kubectl(plane, ['patch', 'pod', name, '-n', namespace, '--subresource=status', '--type=merge', '-p', patch])
    },
  }
}

/** The deployer may do all that it needs, until its hook runs: then somebody writes its Role anew without Deployments. */
export async function roleThatIsCut({ plane, namespace }: Place): Promise<World> {
  const role = (groups: readonly string[]): string =>
    JSON.stringify({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata: { name: 'deployer', namespace },
      rules: [{ apiGroups: groups, resources: ['*'], verbs: ['*'] }],
    })
  await kubectl(plane, ['apply', '-f', '-'], role(['', 'apps', 'batch', 'coordination.k8s.io']))
  await kubectl(plane, ['create', 'rolebinding', 'deployer', '-n', namespace, '--role=deployer', '--user=limited'])
  return {
    env: { KUBECONFIG: kubeconfigIn({ plane, namespace }, await plane.kubeconfigFor('limited')) },
    meanwhile: async (run) => {
      await run.shows(HOOK_RUNS)
      await kubectl(plane, ['apply', '-f', '-'], role(['', 'batch', 'coordination.k8s.io']))
    },
  }
}

/** The API server dies while the hook runs, and comes back when the run has said that it does not answer. */
export async function serverThatComesBack(place: Place): Promise<World> {
  const world = await serverThatDies(place)
  return {
    ...world,
    meanwhile: async (run) => {
      await world.meanwhile(run)
      await run.shows(/no usable answer/)
      await world.revive()
    },
  }
}

/** The API server dies while the hook runs. */
export async function serverThatIsGone(place: Place): Promise<World> {
  return serverThatDies(place)
}

async function serverThatDies(place: Place) {
  const relay = await startRelay(place.plane)
  return {
    env: { KUBECONFIG: kubeconfigIn(place, relay.kubeconfigPath) },
    meanwhile: async (run: Watched): Promise<void> => {
      await run.shows(HOOK_RUNS)
      relay.die()
    },
    revive: () => relay.revive(),
    close: () => relay.close(),
  }
}

/** Another run has begun, and its migration runs. */
export async function otherRun({ plane, namespace }: Place): Promise<World> {
  const folder = fileURLToPath(new URL('../../../examples/failures/two-runs', import.meta.url))
  const args = ['-f', folder, '-n', namespace, '--app', 'shop', '--grace', '0s', '-o', 'json']
  const other = startSync(plane, args)
  await other.told(/"type":"health-changed".*running: 1 active/)
  return {
    close: async () => {
      other.kill('SIGINT')
      await other.ended
    },
  }
}
