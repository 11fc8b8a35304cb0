// Runs a recorded case with the built program on a real API server; the audit log says what was written.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import type { AuditEvent, ControlPlane } from '../../scripts/control-plane/control-plane.ts'
import { parseManifests } from '../../src/manifest/parse-manifests.ts'
import type { KubeObject } from '../../src/object/kube-object.ts'
import type { SyncEvent } from '../../src/sync/events.ts'
import type { CaseOptions, ParityCase } from './cases.ts'
import { neededObjects } from './needed.ts'
import { rehearseCase } from './simulated.ts'
import { planDifference, plannedPrunes } from './planned.ts'
import type { PlannedPrune } from './planned.ts'
import { APP, planArgs, programArgs } from './program-args.ts'
import { difference, ofTasks, outcomesOf, rehearsalDifferences, thatChanged, unchangedOf } from './steps.ts'
import { stubDefinitions } from './stubs.ts'

/** Exit codes in the words of the recordings. */
const PHASES: Readonly<Record<number, string>> = {
  0: 'Succeeded',
  1: 'Failed',
  3: 'Error',
  6: 'Running',
  143: 'Failed',
}

const PROGRAM = fileURLToPath(new URL('../../dist/cli.js', import.meta.url))

/** What came of one case. */
export interface Outcome {
  readonly name: string
  /** Empty when everything is as recorded. */
  readonly faults: readonly string[]
  /** Empty when the rehearsal of the case foretold what it did; undefined when it could not be run. */
  readonly lies: readonly string[] | undefined
  readonly output: string
}

/** Where a case runs, and as whom: what the audit log says of this user is its own. */
export interface Place {
  readonly namespace: string
  readonly user: string
}

/** Runs one case in a namespace of its own, which takes the place of `demo`. */
export async function runCase(plane: ControlPlane, parity: ParityCase, place: Place): Promise<Outcome> {
  const { namespace, user } = place
  const folder = await mkdtemp(join(tmpdir(), 'hooksync-parity-'))
  const kinds = await kindsOf(plane)
  const recorded = parity.options.namespace
  const rename = (text: string): string =>
    namespace === recorded ? text : text.replaceAll(/(namespace: |name: )demo$/gm, `$1${namespace}`)
  const apply = async (text: string): Promise<void> => {
    const { exitCode, stderr } = await plane.kubectl(['apply', '-n', namespace, '-f', '-'], rename(text))
    if (exitCode !== 0) throw new Error(`${parity.name}: setup: ${stderr}`)
  }
  const sync = async (text: string, options: CaseOptions) => {
    const file = join(folder, 'input.yaml')
    await writeFile(file, rename(text))
    const mark = await plane.markAudit()
    const acting = Promise.all(options.actions.map((action) => act(plane, namespace, action)))
    const args = programArgs(parity, options, { file, namespace })
    const env = { ...plane.env, KUBECONFIG: await plane.kubeconfigFor(user) }
    const running = execa(process.execPath, [PROGRAM, ...args], { env, reject: false, all: true })
    const over = new AbortController()
    void terminate(running, options, over.signal)
    const run = await running
    over.abort()
    await acting
    const events = (await plane.auditSince(mark)).filter((event) => event.user === user)
    const known = await kindsOf(plane, kinds)
    const writes = writesOf(events, { namespace, recorded }, known)
    return { exitCode: run.exitCode, output: run.all, kinds: known, writes }
  }
  const plan = async (): Promise<readonly PlannedPrune[]> => {
    const file = join(folder, 'input.yaml')
    await writeFile(file, rename(parity.input))
    const env = { ...plane.env, KUBECONFIG: await plane.kubeconfigFor(user) }
    return plannedPrunes(PROGRAM, planArgs(parity, parity.options, { file, namespace }), { env, recorded })
  }
  try {
    await prepare(plane, parity, namespace)
    if (parity.setup !== undefined) await apply(parity.setup)
    await sleep(parity.options.settle * 1000)
    const faults: string[] = []
    let beforeWrites: readonly string[] = []
    if (parity.before !== undefined) {
      const first = await sync(parity.before, parity.beforeOptions)
      beforeWrites = first.writes
      const wrong = difference(first.writes, parity.expected.beforeSteps)
      if (wrong !== undefined) faults.push(`first sync: ${wrong}`)
    }
    const planned = parity.before === undefined ? [] : await plan()
    const result = await sync(parity.input, parity.options)
    return await compared(parity, result, { namespace, faults, planned, beforeWrites })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

interface Done {
  readonly exitCode: number | undefined
  readonly output: string | undefined
  readonly kinds: ReadonlyMap<string, string>
  readonly writes: readonly string[]
}

/** Holds a run against its recording, its rehearsal and its plan. */
async function compared(
  parity: ParityCase,
  { exitCode, output = '', kinds, writes: written }: Done,
  {
    namespace,
    faults,
    planned,
    beforeWrites,
  }: {
    readonly namespace: string
    readonly faults: string[]
    readonly planned: readonly PlannedPrune[]
    readonly beforeWrites: readonly string[]
  },
): Promise<Outcome> {
  const phase = PHASES[exitCode ?? 70] ?? `exit ${exitCode}`
  if (phase !== parity.expected.phase) faults.push(`ended ${phase}, recorded ${parity.expected.phase}`)
  const events = parseEvents(output.replaceAll(namespace, parity.options.namespace))
  const writes = ofTasks(written, events)
  const unchanged = unchangedOf(events, writes)
  const wrong = difference(writes, thatChanged(withKinds(parity.expected.steps, kinds), { unchanged }))
  if (wrong !== undefined) faults.push(wrong)
  const run = { phase, message: '', beforeWrites, writes, unchanged, outcomes: outcomesOf(events) }
  const foretold = rehearsalDifferences(parity, run, await rehearseCase(parity))
  const wanted = objectsOf(parity).map(({ kind, metadata }) => `${kind} ${metadata.name}`)
  const lies = [...foretold, ...planDifference(planned, { wanted, writes, phase })]
  return { name: parity.name, faults, lies, output }
}

/** Removes what a case left outside its namespace, and the namespace. */
export async function cleanUp(plane: ControlPlane, parity: ParityCase, namespace: string): Promise<void> {
  const scoped = clusterScoped(parity)
  const named = scoped.filter((write) => write !== 'Namespace demo').map((write) => write.split(' '))
  await plane.kubectl(['delete', 'namespace', namespace, '--wait=false', '--ignore-not-found'])
  for (const [kind = '', name = ''] of named) {
    const [group, bare] = kind.includes('/') ? kind.split('/') : ['', kind]
    const type = group === '' ? bare : `${bare}.${group}`
    await plane.kubectl(['delete', type ?? '', name, '--ignore-not-found', '--timeout=20s'])
  }
  for (const stub of stubDefinitions(parity, objectsOf(parity))) {
    await plane.kubectl(['delete', 'crd', stub.metadata.name ?? '', '--ignore-not-found', '--timeout=20s'])
  }
}

/** The cluster-scoped objects of a case: two such cases must not run side by side. */
export function clusterScoped(parity: ParityCase): readonly string[] {
  const all = [...parity.expected.steps, ...parity.expected.beforeSteps].flat().map((line) => line.split(' ').slice(1))
  const scoped = all.filter(([, name]) => !(name ?? '').includes('/')).map((words) => words.join(' '))
  return [...new Set(scoped)]
}

/** The objects of a case's input. */
export function objectsOf(parity: ParityCase): readonly KubeObject[] {
  const { manifests } = parseManifests([{ name: 'input.yaml', text: parity.input }])
  return manifests.map((manifest) => manifest.object)
}

/** What a case needs to be there: its namespace, definitions, and what its manifests name but do not contain. */
async function prepare(plane: ControlPlane, parity: ParityCase, namespace: string): Promise<void> {
  const objects = objectsOf(parity)
  const own = objects.some(({ kind, metadata }) => kind === 'Namespace' && metadata.name === parity.options.namespace)
  if (!own && !parity.options.noNamespace) await plane.kubectl(['create', 'namespace', namespace])
  const stubs = stubDefinitions(parity, objects)
  const needed = [...(namespace === parity.options.namespace ? neededObjects(objects, namespace) : []), ...stubs]
  if (needed.length === 0) return
  const text = needed.map((object) => JSON.stringify(object)).join('\n')
  const { exitCode, stderr } = await plane.kubectl(['apply', '-f', '-'], text)
  if (exitCode !== 0) throw new Error(`${parity.name}: preparation: ${stderr}`)
  if (stubs.length === 0) return
  const names = stubs.map((stub) => `crd/${stub.metadata.name}`)
  await plane.kubectl(['wait', '--for=condition=Established', '--timeout=10s', ...names])
}

/** The events in the output; lines of other words between them are none. */
function parseEvents(output: string): readonly SyncEvent[] {
  const lines = output.split('\n').filter((line) => line.startsWith('{"v":'))
  return lines.map((line) => JSON.parse(line) as SyncEvent)
}

/** As `argocd app terminate-op`: a first signal, for which there is time enough. */
async function terminate(
  running: { kill(signal: 'SIGTERM'): boolean },
  { terminateAfter }: CaseOptions,
  over: AbortSignal,
): Promise<void> {
  if (terminateAfter === undefined) return
  await sleep(terminateAfter * 1000, undefined, { signal: over }).catch(() => undefined)
  if (!over.aborted) running.kill('SIGTERM')
}

async function act(
  plane: ControlPlane,
  namespace: string,
  action: { readonly after: number; readonly kubectl: readonly string[] },
): Promise<void> {
  await sleep(action.after * 1000)
  await plane.kubectl([...action.kubectl, '-n', namespace])
}

/** Where a recording has a resource in place of its kind (its definition came with the case). */
function withKinds(steps: ParityCase['expected']['steps'], kinds: ReadonlyMap<string, string>): typeof steps {
  return steps.map((step) =>
    step.map((write) => {
      const [verb, type = '', ...name] = write.split(' ')
      const kind = kinds.get(type)
      return kind === undefined ? write : [verb, `${type.split('/')[0]}/${kind}`, ...name].join(' ')
    }),
  )
}

/** `group/resource` → Kind, from the server; asked again when a case has brought definitions. */
async function kindsOf(
  plane: ControlPlane,
  known: ReadonlyMap<string, string> = new Map(),
): Promise<Map<string, string>> {
  const { stdout } = await plane.kubectl(['api-resources', '--no-headers'])
  const kinds = new Map(known)
  for (const line of stdout.split('\n')) {
    const words = line.trim().split(/\s+/)
    const [kind, version, resource] = [words.at(-1), words.at(-3), words[0]]
    if (kind === undefined || version === undefined || resource === undefined) continue
    const group = version.includes('/') ? version.slice(0, version.indexOf('/')) : ''
    kinds.set(`${group}/${resource}`, kind)
  }
  return kinds
}

/** The accepted writes as steps name them, each object's repeated ones once; a patch that only takes the finalizer is none. */
function writesOf(
  events: readonly AuditEvent[],
  places: { readonly namespace: string; readonly recorded: string },
  kinds: ReadonlyMap<string, string>,
): readonly string[] {
  const { namespace, recorded } = places
  const writes: string[] = []
  for (const { verb, code, object, requestURI, requestObject } of events) {
    const word = verbOf(verb, code)
    if (word === undefined || object === undefined || code >= 300 || requestURI.includes('dryRun=')) continue
    if (takesFinalizer(requestObject) || object.name === `hooksync-${APP}`) continue
    const kind = kinds.get(`${object.group}/${object.resource}`) ?? object.resource
    const inNamespace = object.resource !== 'namespaces' && object.namespace !== ''
    const place = inNamespace ? `${object.namespace === namespace ? recorded : object.namespace}/` : ''
    const name = object.resource === 'namespaces' && object.name === namespace ? recorded : object.name
    writes.push(`${word} ${object.group === '' ? '' : `${object.group}/`}${kind} ${place}${name}`)
  }
  return writes.filter((write, index) => !isRepeatedDelete(writes.slice(0, index), write))
}

/** A delete that is sent again before the object is created again counts once. */
function isRepeatedDelete(before: readonly string[], write: string): boolean {
  const created = before.lastIndexOf(write.replace('delete', 'create'))
  return write.startsWith('delete') && before.lastIndexOf(write) > created
}

function verbOf(verb: string, code: number): string | undefined {
  if (verb === 'create' || verb === 'delete') return verb
  if (verb !== 'update' && verb !== 'patch') return undefined
  return code === 201 ? 'create' : 'apply'
}

/** A patch of nothing but finalizers is not a step, as in the recordings. */
function takesFinalizer(body: unknown): boolean {
  const text = JSON.stringify(body) ?? ''
  return /^\{"metadata":\{"finalizers":\[[^\]]*\](,"resourceVersion":"\d+")?\}\}$/.test(text)
}
