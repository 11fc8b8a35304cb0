// Rehearses a recorded case: in virtual time, through the very function that `kubectl hooksync rehearse` calls.
import { ARGO_POLICY } from '../../src/policy.ts'
import type { SimulatedCluster, WriteRecord } from '../../src/simulator/simulated-cluster.ts'
import { isBuiltInGroup } from '../../src/simulator/schemas/resource-types.ts'
import { EXIT_CODES } from '../../src/errors.ts'
import { hasCustomRule } from '../../src/health/index.ts'
import { field, listField, stringField } from '../../src/object/kube-object.ts'
import type { KubeObject } from '../../src/object/kube-object.ts'
import { parseManifests } from '../../src/manifest/parse-manifests.ts'
import { formatKey, groupVersionKind } from '../../src/object/resource-key.ts'
import type { PrunePlan } from '../../src/plan/sync-plan.ts'
import type { Fault } from '../../src/rehearse/fault.ts'
import { rehearse } from '../../src/rehearse/rehearse.ts'
import type { Rehearsal, RehearsalOptions } from '../../src/rehearse/rehearse.ts'
import type { WorldDurations } from '../../src/rehearse/world.ts'
import { syncOptionSet } from '../../src/hook/sync-options.ts'
import type { SyncEvent } from '../../src/sync/events.ts'
import { exitCodeOf } from '../../src/sync/summary.ts'
import { sync } from '../../src/sync/sync.ts'
import { USUAL_SYNC } from '../support/usual-sync.ts'
import type { CaseOptions, ParityCase } from './cases.ts'
import { actLikeKubectl, putAll } from './simulated-users.ts'
import { neededObjects } from './needed.ts'
import { difference, ofTasks, outcomesOf, thatChanged, unchangedOf } from './steps.ts'
import type { CaseRun } from './steps.ts'
import { stubDefinitions } from './stubs.ts'

/** The differences from the recording; empty when everything is as recorded. */
export async function simulateCase(parity: ParityCase): Promise<readonly string[]> {
  return differences(parity, await rehearseCase(parity))
}

/** How a run differs from the recording. */
export function differences(parity: ParityCase, run: CaseRun): readonly string[] {
  const { phase, steps, beforeSteps } = parity.expected
  const first = parity.before === undefined ? undefined : difference(run.beforeWrites, beforeSteps)
  const second = difference(run.writes, thatChanged(withKinds(steps, parity), run))
  return [
    ...(first === undefined ? [] : [`first sync: ${first}`]),
    ...(run.phase === phase ? [] : [`ended ${run.phase}, recorded ${phase}: ${run.message}`]),
    ...(second === undefined ? [] : [second]),
  ]
}

const NOTHING_DONE = { beforeWrites: [], writes: [], unchanged: [], outcomes: [] } as const

/** Rehearses a case in a world like that of the recordings. */
export async function rehearseCase(parity: ParityCase): Promise<CaseRun> {
  const { manifests, diagnostics } = parseManifests([{ name: 'input.yaml', text: parity.input }])
  const wrong = diagnostics.find(({ severity }) => severity === 'error')
  // The program refuses such manifests before it makes a world.
  if (wrong !== undefined) return { phase: 'Error', message: wrong.message, ...NOTHING_DONE }
  let beforeWrites: readonly string[] = []
  let world: SimulatedCluster | undefined
  const events: SyncEvent[] = []
  const termination = new AbortController()
  const terminate = async (begun: SimulatedCluster, { terminateAfter }: CaseOptions, ended: AbortSignal) => {
    if (terminateAfter === undefined) return
    await begun.clock.sleep(terminateAfter * 1000, ended)
    termination.abort('SIGTERM')
  }
  const rehearsal = await rehearse(
    manifests,
    {
      sync: settings(
        parity.options,
        prunePlan(parity, () => world?.snapshot() ?? []),
      ),
      ...worldOf(parity),
      // The lab of the recordings has no kubelet that looks for what a pod names.
      references: 'ignored',
      before: async (begun) => {
        world = begun
        await prepare(begun, parity)
        if (parity.before === undefined) return
        const mark = begun.audit.length
        await firstSync(begun, parity.before, parity.beforeOptions)
        beforeWrites = written(begun.audit.slice(mark))
        await begun.clock.sleep(1000)
      },
      signal: termination.signal,
      during: async (begun, ended) => {
        await Promise.all([actMeanwhile(begun, parity.options, ended), terminate(begun, parity.options, ended)])
      },
    },
    (event) => events.push(event),
  )
  const outcomes = outcomesOf(events)
  const writes = ofTasks(written(rehearsal.writes), events)
  return { ...outcomeOf(rehearsal), beforeWrites, writes, unchanged: unchangedOf(events, writes), outcomes }
}

const INSTANT: WorldDurations = {
  imagePull: 0,
  podStart: 0,
  podStop: 0,
  job: 0,
  loadBalancer: 0,
  ingress: 0,
  volume: 0,
  autoscaler: 0,
  customResource: 0,
}

/** Nothing takes time but what annotations say; namespaces that real manifests need are taken for granted, as ever. */
function worldOf(parity: ParityCase): Pick<RehearsalOptions, 'world' | 'faults' | 'namespaces' | 'types'> {
  const world = { durations: INSTANT, objects: [] }
  const faults = [...objectsOf(parity.input).filter(isServedByNobody).map(neverReady), ...refusals(parity)]
  if (parity.real) return { world, faults, types: [] }
  return { world, faults, types: [], namespaces: parity.options.noNamespace ? [] : [parity.options.namespace] }
}

/** The lab of the recordings has no operators for custom resources, and nothing that serves an aggregated API. */
function isServedByNobody(object: KubeObject): boolean {
  const { group, kind } = groupVersionKind(object)
  if (kind === 'APIService') return field(object, 'spec', 'service') !== undefined
  return !isBuiltInGroup(group) && hasCustomRule({ group, kind })
}

/** The simulated cluster has no admission policies: what one of a case refuses is said to it. */
function refusals({ setup = '' }: ParityCase): readonly Fault[] {
  const policies = objectsOf(setup).filter(({ kind }) => kind === 'ValidatingAdmissionPolicy')
  return policies.flatMap((policy) => {
    const name = /request\.name == '(.*)'/.exec(
      stringField(listField(policy, 'spec', 'matchConditions')[0], 'expression') ?? '',
    )
    return name?.[1] === undefined
      ? []
      : [{ do: 'reject' as const, target: { kind: 'ConfigMap', name: name[1] }, message: 'refused' }]
  })
}

function neverReady({ kind, metadata }: KubeObject): Fault {
  return { do: 'never-ready', target: { kind, name: metadata.name ?? metadata.generateName ?? '' } }
}

async function prepare(world: SimulatedCluster, parity: ParityCase): Promise<void> {
  const setUp = world.user('setup')
  const objects = objectsOf(parity.input)
  await putAll(setUp, stubDefinitions(parity, objects))
  const needed = parity.real ? neededObjects(objects, parity.options.namespace) : []
  const claims = needed.filter(({ kind }) => kind !== 'Namespace')
  await putAll(setUp, claims)
  await world.clock.sleep(1000)
  await putAll(setUp, objectsOf(parity.setup ?? ''))
  await world.clock.sleep(parity.options.settle * 1000 + 2000)
}

async function firstSync(world: SimulatedCluster, text: string, options: CaseOptions): Promise<void> {
  const { manifests } = parseManifests([{ name: 'input.yaml', text }])
  const signal = new AbortController().signal
  await sync(manifests, world, { ...settings(options), startedAt: world.clock.now(), signal }, () => undefined)
}

async function actMeanwhile(world: SimulatedCluster, options: CaseOptions, ended: AbortSignal): Promise<void> {
  const acting = options.actions.map(async ({ after, kubectl }) => {
    await world.clock.sleep(after * 1000, ended)
    if (!ended.aborted) await actLikeKubectl(world.user('someone'), kubectl)
  })
  await Promise.all(acting)
}

function settings(options: CaseOptions, prune?: PrunePlan): RehearsalOptions['sync'] {
  return {
    ...USUAL_SYNC,
    namespace: options.namespace,
    revision: options.revision,
    wait: false,
    timeoutMs: options.timeout * 1000,
    graceMs: 30_000,
    hooks: !options.noHooks,
    customHealth: options.health === 'argo',
    policy: ARGO_POLICY,
    syncOptions: syncOptionSet(options.syncOptions),
    ...(prune === undefined ? {} : { prune }),
  }
}

/** What the first sync made and no manifest names any more; definitions are not tracked, and so never pruned. */
function prunePlan({ input, before, options }: ParityCase, snapshot: () => readonly KubeObject[]): PrunePlan {
  const kept = new Set(objectsOf(input).map((object) => keyOf(object, options.namespace)))
  const ours = new Set(objectsOf(before ?? '').map((object) => keyOf(object, options.namespace)))
  const set = syncOptionSet(options.syncOptions)
  return {
    enabled: options.prune,
    // Asked for when the run begins, which is after the first sync.
    get members() {
      return snapshot().filter((object) => {
        const key = keyOf(object, options.namespace)
        return ours.has(key) && !kept.has(key) && object.kind !== 'CustomResourceDefinition'
      })
    },
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

function outcomeOf({ summary }: Rehearsal): Pick<CaseRun, 'phase' | 'message'> {
  const isOutOfTime = exitCodeOf(summary) === EXIT_CODES.timeout
  return { phase: isOutOfTime ? 'Running' : summary.phase, message: summary.message }
}

/** The accepted writes as steps name them; what only takes a finalizer is none, as in the recordings. */
function written(records: readonly WriteRecord[]): readonly string[] {
  return records
    .filter(({ user, dryRun, code, onlyFinalizers }) => user === 'hooksync' && !dryRun && code < 300 && !onlyFinalizers)
    .map((record) => {
      const kind = record.group === '' ? record.kind : `${record.group}/${record.kind}`
      const verb = record.verb === 'delete' ? 'delete' : record.code === 201 ? 'create' : 'apply'
      return `${verb} ${kind} ${record.namespace === '' ? '' : `${record.namespace}/`}${record.name}`
    })
}

/** Where a recording has a resource in place of its kind, because its definition came with the case. */
function withKinds(steps: ParityCase['expected']['steps'], { input }: ParityCase): typeof steps {
  const definitions = objectsOf(input).filter(({ kind }) => kind === 'CustomResourceDefinition')
  const kinds = new Map(
    definitions.map((definition) => {
      const group = stringField(definition, 'spec', 'group') ?? ''
      const name = (form: string): string => `${group}/${stringField(definition, 'spec', 'names', form) ?? ''}`
      return [name('plural'), name('kind')]
    }),
  )
  return steps.map((step) =>
    step.map((write) => {
      const [verb = '', kind = '', ...name] = write.split(' ')
      return [verb, kinds.get(kind) ?? kind, ...name].join(' ')
    }),
  )
}
