// What the tests of the built program on a real API server share: a run with what the audit log says of it.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AuditEvent, ControlPlane } from '../../scripts/control-plane/control-plane.ts'
import type { KubeObject } from '../../src/object/kube-object.ts'
import { runProgram, startProgram } from '../support/program.ts'
import type { ProgramOptions, ProgramRun, RunningProgram } from '../support/program.ts'

/** A finished run, and what the API server says it was asked. */
export interface WitnessedRun extends ProgramRun {
  /** All requests of the program, in the order of their answers. */
  readonly requests: readonly AuditEvent[]
  /** What it wrote but its lock: `create jobs migrate`, `apply deployments web`, `delete jobs migrate`; dry runs are none. */
  readonly writes: readonly string[]
}

/**
 * Runs the program with this input on its standard input, as `admin` unless `env` says otherwise. However it ends, its lock
 * must be gone when the process is.
 */
export async function sync(
  plane: ControlPlane,
  args: readonly string[],
  options: ProgramOptions = {},
): Promise<WitnessedRun> {
  const mark = await plane.markAudit()
  const run = await runProgram(args, { ...options, env: { ...plane.env, ...options.env } })
  const witnessed = await witness(plane, mark, run)
  const left = locksLeft(witnessed.requests)
  if (left.length > 0) throw new Error(`left its lock: ${left.join(', ')}\n${run.stdout}${run.stderr}`)
  return witnessed
}

/** Leases that were made and not deleted. */
function locksLeft(requests: readonly AuditEvent[]): readonly string[] {
  const done = (wanted: string): readonly string[] =>
    requests.flatMap(({ verb, code, object, requestURI }) => {
      const isLock = object?.resource === 'leases' && code < 300 && !leavesNoTrace(requestURI)
      return isLock && verb === wanted ? [`${object.namespace}/${object.name}`] : []
    })
  const deleted = new Set(done('delete'))
  return done('create').filter((name) => !deleted.has(name))
}

/** Starts a run that the test will meddle with. */
export function startSync(plane: ControlPlane, args: readonly string[], options: ProgramOptions = {}): RunningProgram {
  return startProgram(args, { ...options, env: { ...plane.env, ...options.env } })
}

/** Adds to a run what the program asked since the mark. Only one run at a time may be witnessed so. */
export async function witness(plane: ControlPlane, mark: number, run: ProgramRun): Promise<WitnessedRun> {
  const requests = await requestsSince(plane, mark)
  return { ...run, requests, writes: writesOf(requests) }
}

/** What the program asked since a mark. */
export async function requestsSince(plane: ControlPlane, mark: number): Promise<readonly AuditEvent[]> {
  return (await plane.auditSince(mark)).filter(({ userAgent }) => userAgent.startsWith('kubectl-hooksync/'))
}

/** The accepted writes among requests, without those of locks. */
export function writesOf(requests: readonly AuditEvent[]): readonly string[] {
  return requests.flatMap(({ verb, code, object, requestURI }) => {
    const word = verb === 'patch' || verb === 'update' ? (code === 201 ? 'create' : 'apply') : verb
    if (!['create', 'apply', 'delete'].includes(word) || code >= 300 || leavesNoTrace(requestURI)) return []
    if (object?.resource === 'leases') return []
    return [`${word} ${object?.resource ?? ''} ${object?.name ?? ''}`]
  })
}

/** Dry runs, and reviews of rights, which are made by a create. */
function leavesNoTrace(requestURI: string): boolean {
  return requestURI.includes('dryRun=') || requestURI.endsWith('/selfsubjectaccessreviews')
}

/** Requests that are neither reads nor without a trace: `create /api/v1/namespaces/demo/configmaps`. */
export function tracesOf(requests: readonly AuditEvent[]): readonly string[] {
  return requests
    .filter(({ verb, requestURI }) => !['get', 'list', 'watch'].includes(verb) && !leavesNoTrace(requestURI))
    .map(({ verb, requestURI }) => `${verb} ${requestURI}`)
}

/** Makes a namespace and gives its name. */
export async function makeNamespace(plane: ControlPlane, name: string): Promise<string> {
  await kubectl(plane, ['create', 'namespace', name])
  return name
}

/** Runs kubectl as `admin` and gives its output; throws when it fails. */
export async function kubectl(plane: ControlPlane, args: readonly string[], input?: string): Promise<string> {
  const { exitCode, stdout, stderr } = await plane.kubectl(args, input)
  if (exitCode !== 0) throw new Error(`kubectl ${args.join(' ')}: ${stderr}`)
  return stdout
}

/** A live object, read with kubectl: `live(plane, 'job/migrate', '-n', 'shop')`; undefined when there is none. */
export async function live(plane: ControlPlane, ...args: readonly string[]): Promise<KubeObject | undefined> {
  const text = await kubectl(plane, ['get', ...args, '--ignore-not-found', '--show-managed-fields', '-o', 'json'])
  return text === '' ? undefined : parseObject(text)
}

/** Objects as a stream for `-f -`; a JSON document is a YAML document. */
export function stream(...objects: readonly KubeObject[]): string {
  return objects.map((object) => `---\n${JSON.stringify(object)}\n`).join('')
}

/** Runs with a folder that is gone afterwards. */
export async function inFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'hooksync-real-'))
  try {
    await run(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function parseObject(text: string): KubeObject {
  return JSON.parse(text) as KubeObject
}

/** `Kind namespace/name` of all that can be listed, but for what the control plane writes all the time. */
export async function everything(plane: ControlPlane): Promise<ReadonlySet<string>> {
  const kinds = (await kubectl(plane, ['api-resources', '--verbs=list', '-o', 'name'])).split('\n')
  const asked = kinds.filter((kind) => kind !== '' && !/^events(\.|$)|^componentstatuses$/.test(kind)).join(',')
  const row = '{range .items[*]}{.kind} {.metadata.namespace}/{.metadata.name}{"\\n"}{end}'
  const found = await kubectl(plane, ['get', asked, '-A', '--ignore-not-found', '-o', `jsonpath=${row}`])
  const isOwn = (line: string): boolean => /\/(?:default|kube-root-ca\.crt)$|^Lease kube-/.test(line)
  return new Set(found.split('\n').filter((line) => line !== '' && !isOwn(line)))
}
