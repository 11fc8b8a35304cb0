// Makes the trouble of a random run happen: refused, slow and unanswered requests, lost connections, other people, signals.
import type { Cluster } from '../../../src/cluster/port.ts'
import type { Faults, SimulatedRequest } from '../../../src/simulator/faults.ts'
import { ClusterError } from '../../../src/errors.ts'
import type { ClusterErrorReason } from '../../../src/errors.ts'
import { field, isJsonObject } from '../../../src/object/kube-object.ts'
import type { KubeObject } from '../../../src/object/kube-object.ts'
import { formatKey, groupVersionKind } from '../../../src/object/resource-key.ts'
import { asLeft, FOREIGN_FINALIZER } from './lab-world.ts'
import type { Stage } from './stage.ts'
import { objectAt } from './random-run.ts'
import type { RandomRun, StruckVerb, Trouble } from './random-run.ts'

const STATUS: Readonly<Partial<Record<ClusterErrorReason, number>>> = {
  Forbidden: 403,
  Conflict: 409,
  Invalid: 422,
  TooManyRequests: 429,
  ServerError: 500,
  Timeout: 504,
}

/** What stands between the requests of the run and the server. */
export function troubleFaults(stage: () => Stage): Faults {
  const struck = new Map<Trouble, number>()
  const strike = (kind: 'refused' | 'answer-lost', request: SimulatedRequest): ClusterError | undefined => {
    const { random } = stage()
    for (const one of random.trouble) {
      if (one.kind !== kind || !isStruck(random, one, request) || (struck.get(one) ?? 0) >= one.times) continue
      struck.set(one, (struck.get(one) ?? 0) + 1)
      const { reason } = one
      const status = STATUS[reason]
      return new ClusterError(`${kind} for a test`, { reason, ...(status === undefined ? {} : { status }) })
    }
    return undefined
  }
  return {
    delay: (request) => (isOurs(stage(), request) ? delayOf(stage(), request) : 0),
    beforeRequest: (request) =>
      isOurs(stage(), request) ? (unreachable(stage()) ?? strike('refused', request)) : undefined,
    afterRequest: (request) => {
      if (!isOurs(stage(), request)) return undefined
      note(stage())
      return strike('answer-lost', request)
    },
  }
}

/** Lets happen what has its time; resolves when the run has ended. */
export async function beginTrouble(stage: Stage, ended: AbortSignal): Promise<void> {
  const happening = stage.random.trouble.map(async (one) => happen(stage, one, ended))
  const freed = stage.random.leftovers.map(async ({ of, finalizer }) => {
    if (typeof finalizer !== 'number') return
    await stage.world.clock.sleep(finalizer, ended)
    if (!ended.aborted) await free(stage, liveOf(stage, of))
  })
  const left = stage.random.prunable.map(async (object) => leave(stage, object, ended))
  await Promise.all([...happening, ...freed, ...left])
}

async function free(stage: Stage, object: KubeObject | undefined): Promise<void> {
  if (object?.metadata.finalizers?.includes(FOREIGN_FINALIZER) === true)
    await patch(stage, object, { metadata: { finalizers: null } })
}

/** Somebody takes off what holds it, or deletes it. */
async function leave(stage: Stage, { metadata }: KubeObject, ended: AbortSignal): Promise<void> {
  const { 'lab/held-for': held, 'lab/deleted-at': deleted } = metadata.annotations ?? {}
  const at = held ?? deleted
  if (at === undefined) return
  await stage.world.clock.sleep(Number(at), ended)
  const key = { group: '', kind: 'ConfigMap', namespace: 'demo', name: metadata.name ?? '' }
  const object = ended.aborted ? undefined : stage.live.get(formatKey(key))
  if (held !== undefined) await free(stage, object)
  else if (object !== undefined) await remove(stage, object)
}

async function happen(stage: Stage, one: Trouble, ended: AbortSignal): Promise<void> {
  if (one.kind === 'signal') return signalOn(stage, one, ended)
  if (!('at' in one)) return
  const { clock } = stage.world
  await clock.sleep(one.at, ended)
  if (ended.aborted) return
  if (one.kind === 'history-lost') stage.world.forgetHistory()
  else if (one.kind === 'cut-off') {
    const resume = stage.world.interruptWatches('the connection was lost')
    if (one.relist) stage.world.forgetHistory()
    await clock.sleep(one.lasts, ended)
    resume()
  } else {
    const object = liveOf(stage, one.of)
    if (object === undefined) return
    if (one.kind === 'edited-by-hand') await edit(stage, object)
    else await remove(stage, object)
    if (one.kind === 'replaced-by-hand' && liveOf(stage, one.of) === undefined) {
      stage.world.seed([asLeft(bareOf(object), { ...one, state: one.by, finalizer: 'none' })])
    }
  }
}

async function signalOn(stage: Stage, one: Extract<Trouble, { kind: 'signal' }>, ended: AbortSignal): Promise<void> {
  const { what, count } = one.on
  if (what === 'time') {
    await stage.world.clock.sleep(count, ended)
    if (!ended.aborted) stage.signal(one.name)
    return
  }
  let seen = 0
  stage.listeners.push((moment) => {
    if (moment === what && (seen += 1) === count) stage.signal(one.name)
  })
}

function isOurs(stage: Stage, { user }: SimulatedRequest): boolean {
  return stage.running && user === 'hooksync'
}

function delayOf({ random, world, startedAt }: Stage, request: SimulatedRequest): number {
  const now = world.clock.now() - startedAt
  const waits = random.trouble.map((one) => {
    if (one.kind === 'cut-off' && one.requests === 'wait') return isDuring(one, now) ? one.at + one.lasts - now : 0
    return one.kind === 'slow-request' && isStruck(random, one, request) ? one.lasts : 0
  })
  return Math.max(random.settings.latency, ...waits)
}

function unreachable({ random, world, startedAt }: Stage): ClusterError | undefined {
  const now = world.clock.now() - startedAt
  const isCut = random.trouble.some((one) => one.kind === 'cut-off' && one.requests === 'fail' && isDuring(one, now))
  return isCut ? new ClusterError('connect ECONNREFUSED for a test', { reason: 'Unreachable' }) : undefined
}

function isDuring({ at, lasts }: { readonly at: number; readonly lasts: number }, now: number): boolean {
  return now >= at && now < at + lasts
}

function isStruck(
  random: RandomRun,
  { of, verb }: { readonly of: number; readonly verb: StruckVerb },
  request: SimulatedRequest,
): boolean {
  const object = objectAt(random, of)
  if (object === undefined || object.kind !== request.key.kind || !isVerb(verb, request)) return false
  const { name, generateName = '\n' } = object.metadata
  return verb === 'list' || request.key.name === name || request.key.name.startsWith(generateName)
}

function isVerb(verb: StruckVerb, request: SimulatedRequest): boolean {
  const isWrite = ['create', 'apply', 'update'].includes(request.verb)
  if (verb === 'check') return isWrite && request.dryRun
  if (verb === 'write') return isWrite && !request.dryRun
  return verb === request.verb && !request.dryRun
}

/** The request that the server has just carried out is the last of its record. */
function note({ moments, world }: Stage): void {
  const record = world.audit.at(-1)
  if (record === undefined || record.dryRun || record.code >= 300) return
  const { group, kind, namespace, name, uid, change, onlyFinalizers } = record
  const verb = record.verb === 'delete' ? 'delete' : onlyFinalizers === true ? 'release' : 'apply'
  if (verb === 'apply' && change === 'unchanged') return
  moments.push({ is: 'written', at: world.clock.now(), verb, key: { group, kind, namespace, name }, uid })
}

function liveOf({ live, random }: Stage, of: number): KubeObject | undefined {
  const object = objectAt(random, of)
  const { name, generateName = '\n' } = object?.metadata ?? {}
  return [...live.values()].find(
    ({ kind, metadata }) =>
      kind === object?.kind && (metadata.name === name || metadata.name?.startsWith(generateName) === true),
  )
}

/** As somebody would write it: without what the cluster put there. */
function bareOf(object: KubeObject): KubeObject {
  const { status: _, ...rest } = object
  const { name = '', namespace, annotations } = object.metadata
  const metadata = {
    name,
    ...(namespace === undefined ? {} : { namespace }),
    ...(annotations === undefined ? {} : { annotations }),
  }
  const bare = { ...rest, apiVersion: object.apiVersion, kind: object.kind, metadata }
  return object.kind === 'Job' ? withoutSelector(bare) : bare
}

/** A Job as somebody writes it: the server makes the selector and the labels that it looks for. */
function withoutSelector(job: KubeObject): KubeObject {
  const { spec } = job
  if (!isJsonObject(spec)) return job
  const { selector: _, template, ...rest } = spec
  const annotations = field(template, 'metadata', 'annotations')
  const pod = {
    metadata: annotations === undefined ? {} : { annotations },
    spec: field(template, 'spec') ?? {},
  }
  return { ...job, spec: { ...rest, template: pod } }
}

async function remove({ world }: Stage, object: KubeObject): Promise<void> {
  const { someone, ref } = await somebody(world.user('someone'), object)
  await someone.delete(ref, { propagation: 'Background' })
}

/** Takes a field that the manifests set. */
async function edit(stage: Stage, object: KubeObject): Promise<void> {
  if (object.kind === 'ConfigMap') await patch(stage, object, { data: { key: 'edited' } })
  else await patch(stage, object, { metadata: { annotations: { 'example.com/edited': 'true' } } })
}

async function patch(
  { world }: Stage,
  object: KubeObject,
  body: Parameters<Cluster['patch']>[1]['body'],
): Promise<void> {
  const { someone, ref } = await somebody(world.user('someone'), object)
  await someone.patch(ref, { type: 'merge', body }, { fieldManager: 'kubectl-edit' })
}

async function somebody(someone: Cluster, object: KubeObject) {
  const type = await someone.resolve(groupVersionKind(object), { fresh: true })
  if (type === undefined) throw new Error(`nobody serves ${object.kind}`)
  return { someone, ref: { type, namespace: object.metadata.namespace ?? '', name: object.metadata.name ?? '' } }
}
