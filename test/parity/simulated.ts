// Runs a recorded case on the simulated cluster, in virtual time, through the same engine.
import { createSimulatedCluster } from '../../src/cluster/simulated/simulated-cluster.ts'
import type { SimulatedCluster, WriteRecord } from '../../src/cluster/simulated/simulated-cluster.ts'
import type { Cluster } from '../../src/cluster/port.ts'
import { syncOptionSet } from '../../src/hook/sync-options.ts'
import type { KubeObject } from '../../src/manifest/kube-object.ts'
import type { Manifest } from '../../src/manifest/manifest.ts'
import { parseManifests } from '../../src/manifest/parse-manifests.ts'
import { formatKey, groupVersionKind } from '../../src/manifest/resource-key.ts'
import type { PrunePlan } from '../../src/plan/sync-plan.ts'
import type { World } from '../../src/sync/run.ts'
import { sync } from '../../src/sync/sync.ts'
import type { SyncEvent } from '../../src/sync/events.ts'
import type { Summary } from '../../src/sync/summary.ts'
import { EXIT_CODES } from '../../src/errors.ts'
import { exitCodeOf } from '../../src/sync/summary.ts'
import type { CaseOptions, ParityCase } from './cases.ts'
import { difference } from './steps.ts'
import { stubDefinitions } from './stubs.ts'

/** The faults of one case; empty when everything is as recorded. */
export async function simulateCase(parity: ParityCase): Promise<readonly string[]> {
  const world = createSimulatedCluster({ namespaces: namespacesOf(parity) })
  try {
    const setUp = world.user('setup')
    for (const stub of stubDefinitions(parity, objectsOf(parity.input))) await put(setUp, stub)
    await world.clock.sleep(1000)
    for (const object of objectsOf(parity.setup ?? '')) await put(setUp, object)
    await world.clock.sleep(parity.options.settle * 1000 + 2000)
    const faults: string[] = []
    if (parity.before !== undefined) {
      const first = await run(world, parity.before, parity.beforeOptions)
      const wrong = difference(first.writes, parity.expected.beforeSteps)
      if (wrong !== undefined) faults.push(`first sync: ${wrong}`)
    }
    await world.clock.sleep(1000)
    const { writes, summary } = await run(world, parity.input, parity.options, parity.before)
    const phase = exitCodeOf(summary) === EXIT_CODES.timeout ? 'Running' : summary.phase
    if (phase !== parity.expected.phase)
      faults.push(`ended ${phase}, recorded ${parity.expected.phase}: ${summary.message}`)
    const wrong = difference(writes, parity.expected.steps)
    if (wrong !== undefined) faults.push(wrong)
    return faults
  } finally {
    world.stop()
  }
}

async function run(
  world: SimulatedCluster,
  text: string,
  options: CaseOptions,
  before?: string,
): Promise<{ readonly writes: readonly string[]; readonly summary: Summary; readonly events: readonly SyncEvent[] }> {
  const mark = world.audit.length
  const events: SyncEvent[] = []
  const ended = new AbortController()
  const acting = options.actions.map(async (action) => {
    await world.clock.sleep(action.after * 1000, ended.signal)
    if (!ended.signal.aborted) await act(world, action.kubectl)
  })
  const manifests = parseManifests([{ name: 'input.yaml', text }]).manifests
  const prune = prunePlan(world, { text, before, options })
  const released = new Set<WriteRecord>()
  const watched = { cluster: noting(world, released), clock: world.clock }
  const summary = await syncCase(watched, manifests, { options, prune, tell: (event) => events.push(event) })
  ended.abort()
  await Promise.all(acting)
  return {
    writes: world.audit
      .slice(mark)
      .filter((record) => isOurs(record) && !released.has(record))
      .flatMap(writeOf),
    summary,
    events,
  }
}

/** The cluster, with a note of each patch that only takes a finalizer: those are no steps, as in the recordings. */
function noting(world: SimulatedCluster, released: Set<WriteRecord>): Cluster {
  return {
    ...world.cluster,
    async patch(ref, patch, options) {
      const result = await world.cluster.patch(ref, patch, options)
      const record = world.audit.findLast(({ verb, name }) => verb === 'patch' && name === ref.name)
      if (record !== undefined && JSON.stringify(patch.body).startsWith('{"metadata":{"finalizers"'))
        released.add(record)
      return result
    },
  }
}

async function syncCase(
  world: World,
  manifests: readonly Manifest[],
  how: { readonly options: CaseOptions; readonly prune: PrunePlan; readonly tell: (event: SyncEvent) => void },
): Promise<Summary> {
  const { options, prune, tell } = how
  return sync(
    manifests,
    world,
    {
      namespace: options.namespace,
      revision: options.revision,
      startedAt: world.clock.now(),
      fieldManager: 'kubectl-hooksync',
      forceConflicts: true,
      wait: false,
      waveDelayMs: 0,
      concurrency: 32,
      timeoutMs: options.timeout * 1000,
      hooks: !options.noHooks,
      customHealth: options.health === 'argo',
      argoCompat: true,
      dryRun: 'none',
      syncOptions: syncOptionSet(options.syncOptions),
      prune,
      signal: new AbortController().signal,
      version: 'test',
    },
    tell,
  )
}

/** What the first sync made and no manifest names any more; definitions are not tracked, and so never pruned. */
function prunePlan(
  world: SimulatedCluster,
  {
    text,
    before,
    options,
  }: { readonly text: string; readonly before: string | undefined; readonly options: CaseOptions },
): PrunePlan {
  const kept = new Set(objectsOf(text).map((object) => keyOf(object, options.namespace)))
  const ours = new Set(objectsOf(before ?? '').map((object) => keyOf(object, options.namespace)))
  const set = syncOptionSet(options.syncOptions)
  const candidates = world.snapshot().filter((object) => {
    const key = keyOf(object, options.namespace)
    return ours.has(key) && !kept.has(key) && object.kind !== 'CustomResourceDefinition'
  })
  return {
    enabled: options.prune,
    candidates,
    last: set.pruneLast,
    default: set.prune,
    confirmed: options.pruneConfirmed,
  }
}

const CLUSTER_SCOPED = new Set([
  'Namespace',
  'ClusterRole',
  'ClusterRoleBinding',
  'CustomResourceDefinition',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
  'APIService',
])

function keyOf(object: KubeObject, destination: string): string {
  const { group, kind } = groupVersionKind(object)
  const namespace = CLUSTER_SCOPED.has(kind) ? '' : (object.metadata.namespace ?? destination)
  return formatKey({ group, kind, namespace, name: object.metadata.name ?? '' })
}

function objectsOf(text: string): readonly KubeObject[] {
  return parseManifests([{ name: 'input.yaml', text }]).manifests.map((manifest) => manifest.object)
}

function namespacesOf(parity: ParityCase): readonly string[] {
  return ['default', 'kube-system', ...(parity.options.noNamespace ? [] : [parity.options.namespace])]
}

async function put(cluster: Cluster, object: KubeObject): Promise<void> {
  const type = await cluster.resolve(groupVersionKind(object), { fresh: true })
  if (type === undefined) throw new Error(`no type for ${object.apiVersion} ${object.kind}`)
  const placed = type.namespaced ? { ...object, metadata: { namespace: 'demo', ...object.metadata } } : object
  await cluster.apply(type, placed, { method: 'client-side', force: true, fieldManager: 'kubectl-client-side-apply' })
}

/** The few kubectl commands that cases use: `patch KIND NAME -p JSON` and `delete KIND NAME`. */
async function act(world: SimulatedCluster, args: readonly string[]): Promise<void> {
  const someone = world.user('someone')
  const [verb, kind = '', name = ''] = args
  const type = await someone.resolve({
    group: kind === 'job' ? 'batch' : '',
    version: 'v1',
    kind: kind === 'job' ? 'Job' : 'ConfigMap',
  })
  if (type === undefined) throw new Error(`no type for ${kind}`)
  const ref = { type, namespace: 'demo', name }
  if (verb === 'delete') {
    await someone.delete(ref, { propagation: 'Background' })
    return
  }
  const body = JSON.parse(args[args.indexOf('-p') + 1] ?? '{}')
  await someone.patch(ref, { type: 'merge', body }, { fieldManager: 'kubectl-patch' })
}

function isOurs(record: WriteRecord): boolean {
  return record.user === 'hooksync' && !record.dryRun && record.code < 300
}

function writeOf(record: WriteRecord): readonly string[] {
  const kind = record.group === '' ? record.kind : `${record.group}/${record.kind}`
  const verb = record.verb === 'delete' ? 'delete' : record.code === 201 ? 'create' : 'apply'
  return [`${verb} ${kind} ${record.namespace === '' ? '' : `${record.namespace}/`}${record.name}`]
}
