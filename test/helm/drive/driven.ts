// A drive on the simulated cluster, without Helm: what it answers, tells and writes.
import { gzipSync } from 'node:zlib'
import { createGuard } from '../../../src/guard/guard.ts'
import type { SimulatedCluster } from '../../../src/simulator/simulated-cluster.ts'
import { readHelmOrders } from '../../../src/helm/command-line/parse-helm-args.ts'
import { drive } from '../../../src/helm/drive/drive.ts'
import type { DriveAnswer, DriveOrders, DriveRequest, DriveWorld } from '../../../src/helm/drive/drive-request.ts'
import type { Progress } from '../../../src/helm/drive/progress.ts'
import { readStream } from '../../../src/helm/stream/stream.ts'
import type { KubeObject } from '../../../src/object/kube-object.ts'

/** A manifest of Sync. */
export const CONFIG_MAP = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {a: b}\n'

const FLAGS = [
  { name: 'install', value: undefined },
  { name: 'timeout', value: '1m' },
]

const ORDERS: DriveOrders = {
  subcommand: 'upgrade',
  storage: 'secret',
  ...readHelmOrders(FLAGS, { major: 4, subcommand: 'upgrade' }),
}

/** What a drive came to. */
export interface Driven {
  readonly answer: DriveAnswer
  readonly log: string
  /** What was written, in order, without the lock. */
  readonly writes: readonly string[]
}

/** Drives a release `demo` of Helm 4 in the namespace default. */
export async function driven(
  world: SimulatedCluster,
  text: string,
  request: Partial<Omit<DriveRequest, 'orders'>> & { readonly orders?: Partial<DriveOrders> } = {},
  {
    screen,
    ...told
  }: Pick<DriveWorld, 'ci' | 'page' | 'closePage' | 'logs' | 'context' | 'connection'> &
    Partial<Pick<Progress, 'screen'>> = {},
): Promise<Driven> {
  let log = ''
  const mark = world.audit.length
  const output = { isTTY: false, columns: 100, write: (part: string) => void (log += part) }
  const answer = await drive(
    {
      major: 4,
      listener: request.major ?? 4,
      release: 'demo',
      namespace: 'default',
      fieldManager: 'helm',
      stream: readStream(Buffer.from(text)),
      reading: undefined,
      noWait: false,
      revision: 'abcdef0',
      ...request,
      orders: { ...ORDERS, ...request.orders },
    },
    {
      cluster: world.cluster,
      clock: world.clock,
      ticker: () => () => undefined,
      progress: {
        screen,
        log: output,
        logName: '~/demo.log',
        warning: undefined,
        close: () => undefined,
      },
      holder: 'me',
      signal: new AbortController().signal,
      check: () => undefined,
      version: 'test',
      env: {},
      ...told,
      secrets: createGuard(),
    },
  )
  const writes = world.audit
    .slice(mark)
    .filter(({ dryRun, code, kind }) => !dryRun && code < 300 && kind !== 'Lease')
    .map(({ verb, kind, name }) => `${verb} ${kind}/${name}`)
  return { answer, log, writes }
}

/** A Secret in which Helm has recorded a revision of that release. */
export function revision(version: number, status: string, manifest = ''): KubeObject {
  const record = JSON.stringify({ name: 'demo', namespace: 'default', version, info: { status }, manifest })
  const release = Buffer.from(gzipSync(record).toString('base64')).toString('base64')
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name: `sh.helm.release.v1.demo.v${version}`,
      namespace: 'default',
      labels: { owner: 'helm', name: 'demo', status, version: String(version) },
    },
    data: { release },
  }
}
