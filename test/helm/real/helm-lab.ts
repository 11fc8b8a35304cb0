// What the tests with a real Helm on a real API server share: Helm with our plugin in folders of its own, and the audit log.
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import type { AuditEvent, ControlPlane } from '../../../scripts/control-plane/control-plane.ts'
import { ensureHelm } from '../../../scripts/control-plane/tools.ts'
import type { KubeObject } from '../../../src/object/kube-object.ts'
import { field, stringField } from '../../../src/object/kube-object.ts'
import { makeNamespace } from '../../real/lab.ts'
import { PROGRAM } from '../../support/program.ts'

/** The chart that most tests deploy. */
export const SHOP = fileURLToPath(new URL('../../fixtures/charts/shop', import.meta.url))

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))

/** What Helm left. */
export interface HelmRun {
  /** Undefined when a signal ended it. */
  readonly exitCode: number | undefined
  readonly stdout: string
  readonly stderr: string
}

/** A Helm of one major with its own folders, against one control plane. */
export interface HelmLab {
  readonly major: 3 | 4
  readonly env: Readonly<Record<string, string>>
  readonly path: string
  /** Runs Helm with these words. */
  helm(args: readonly string[], options?: HelmOptions): Promise<HelmRun>
  /** The logs of our renderer. */
  readonly logFolder: string
  /** What the newest of them says. */
  lastLog(): string
  /** Starts Helm as the leader of a process group of its own. */
  start(args: readonly string[], options?: Pick<HelmOptions, 'env'>): RunningHelm
  close(): void
}

/** A run of Helm that is not over yet. */
export interface RunningHelm {
  readonly pid: number
  readonly ended: Promise<HelmRun>
}

/** What is around one run of Helm. */
export interface HelmOptions {
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
}

/** Makes a lab; on Helm 4 our plugin is installed from the checkout, on Helm 3 the program stands on the PATH. */
export async function createHelmLab(plane: ControlPlane, major: 3 | 4): Promise<HelmLab> {
  const path = await ensureHelm(major)
  const folder = mkdtempSync(join(tmpdir(), `hooksync-helm${major}-`))
  symlinkSync(PROGRAM, join(folder, 'kubectl-hooksync'))
  const env = {
    PATH: `${folder}:${process.env['PATH'] ?? ''}`,
    HOME: folder,
    KUBECONFIG: plane.kubeconfigPath,
  }
  const helm = async (args: readonly string[], options: HelmOptions = {}): Promise<HelmRun> => {
    const { exitCode, stdout, stderr } = await execa(path, args, {
      env: { ...env, ...options.env },
      extendEnv: false,
      reject: false,
      stripFinalNewline: false,
      stdin: 'ignore',
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    })
    return { exitCode, stdout, stderr }
  }
  const logFolder = join(folder, '.local/state/kubectl-hooksync')
  if (major === 4) {
    const { exitCode, stderr } = await helm(['plugin', 'install', ROOT])
    if (exitCode !== 0) throw new Error(`helm plugin install: ${stderr}`)
  }
  return {
    major,
    env,
    path,
    helm,
    logFolder,
    lastLog: () => {
      const files = readdirSync(logFolder).map((name) => join(logFolder, name))
      const newest = files.toSorted((a, b) => statSync(a).mtimeMs - statSync(b).mtimeMs).at(-1)
      return newest === undefined ? '' : readFileSync(newest, 'utf8')
    },
    start: (args, options = {}) => {
      const child = execa(path, args, {
        env: { ...env, ...options.env },
        extendEnv: false,
        reject: false,
        stripFinalNewline: false,
        stdin: 'ignore',
        detached: true,
      })
      const ended = child.then(({ exitCode, stdout, stderr }) => ({ exitCode, stdout, stderr }))
      return { pid: child.pid ?? 0, ended }
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** A request in the audit log, as tests name it: `helm create secrets sh.helm.release.v1.demo.v1`, `hooksync create jobs demo-migrate`. */
export function writesOf(requests: readonly AuditEvent[]): readonly string[] {
  return requests.flatMap(({ verb, code, object, requestURI, userAgent }) => {
    const word = verb === 'patch' || verb === 'update' ? (code === 201 ? 'create' : 'apply') : verb
    const counts = ['create', 'apply', 'delete'].includes(word) && code < 300 && !requestURI.includes('dryRun=')
    if (!counts || object?.resource === 'selfsubjectaccessreviews') return []
    const who = userAgent.startsWith('kubectl-hooksync/')
      ? 'hooksync'
      : userAgent.startsWith('Helm/')
        ? 'helm'
        : 'other'
    return [`${who} ${word} ${object?.resource ?? ''} ${object?.name ?? ''}`]
  })
}

/** What our renderer wrote, without its lock. */
export function driveWrites(requests: readonly AuditEvent[]): readonly string[] {
  return writesOf(requests).flatMap((write) => {
    return write.startsWith('hooksync ') && !write.includes(' leases ') ? [write.slice('hooksync '.length)] : []
  })
}

/** The resourceVersions of a namespace's objects of these types, by `Kind name`. */
export async function resourceVersions(
  plane: ControlPlane,
  namespace: string,
  types = 'configmaps,deployments,services,secrets,jobs',
): Promise<Readonly<Record<string, string>>> {
  const objects = await listObjects(plane, namespace, types)
  return Object.fromEntries(
    objects
      .filter(({ metadata }) => metadata.name !== 'kube-root-ca.crt' && !metadata.name?.startsWith('sh.helm.release'))
      .map(({ kind, metadata }) => [`${kind} ${metadata.name}`, metadata.resourceVersion ?? '']),
  )
}

/** The objects of a namespace. */
export async function listObjects(
  plane: ControlPlane,
  namespace: string,
  types: string,
): Promise<readonly KubeObject[]> {
  const { stdout, stderr, exitCode } = await plane.kubectl([
    'get',
    types,
    '-n',
    namespace,
    '-o',
    'json',
    '--show-managed-fields',
  ])
  if (exitCode !== 0) throw new Error(`kubectl get ${types}: ${stderr}`)
  return parseItems(stdout)
}

/** `1 deployed: Install complete`, one for each revision. */
export async function history(lab: HelmLab, release: string, namespace: string): Promise<readonly string[]> {
  const { stdout, stderr, exitCode } = await lab.helm(['history', release, '-n', namespace, '-o', 'json'])
  if (exitCode !== 0) throw new Error(`helm history: ${stderr}`)
  return parseHistory(stdout).map(({ revision, status, description }) => `${revision} ${status}: ${description}`)
}

/** The value of a key in a ConfigMap, or undefined. */
export function dataOf(objects: readonly KubeObject[], name: string, key: string): string | undefined {
  const found = objects.find((object) => object.kind === 'ConfigMap' && object.metadata.name === name)
  return stringField(field(found, 'data'), key)
}

function parseItems(text: string): readonly KubeObject[] {
  return (JSON.parse(text) as { items: KubeObject[] }).items
}

function parseHistory(text: string): readonly { revision: number; status: string; description: string }[] {
  return JSON.parse(text) as { revision: number; status: string; description: string }[]
}

/** What a test works with: one control plane and one Helm for all tests of a file, a namespace of its own for each. */
export interface Scene {
  readonly plane: ControlPlane
  readonly lab: HelmLab
  readonly namespace: string
  /** Runs Helm in the scene's namespace with our renderer, and gives what the API server was asked meanwhile. */
  rendered(args: readonly string[], options?: HelmOptions): Promise<WitnessedHelm>
  /** Runs Helm in the scene's namespace without us; throws when it fails. */
  plain(args: readonly string[]): Promise<HelmRun>
}

/** A run of Helm, and what the API server was asked meanwhile. */
export interface WitnessedHelm extends HelmRun {
  readonly requests: readonly AuditEvent[]
}

interface Suite {
  (title: string, run: () => Promise<void>): void
  before(hook: () => Promise<void>): void
  after(hook: () => Promise<void>): void
}

/** Our renderer, as both majors call it. */
export const RENDERER = ['--post-renderer', 'kubectl-hooksync'] as const

/** Adds a test that gets a scene; `label` begins the names of the namespaces. */
export function withHelm(
  test: Suite,
  real: (title: string, run: (plane: ControlPlane) => Promise<void>) => void,
  { major, label }: { readonly major: 3 | 4; readonly label: string },
): (title: string, run: (scene: Scene) => Promise<void>) => void {
  let lab: HelmLab | undefined
  let number = 0
  test.after(async () => lab?.close())
  return (title, run) => {
    real(title, async (plane) => {
      lab ??= await createHelmLab(plane, major)
      const current = lab
      const namespace = await makeNamespace(plane, `${label}-${(number += 1)}`)
      const inNamespace = (args: readonly string[]): readonly string[] =>
        args.some((arg) => arg === '-n' || arg === '--namespace') ? args : [...args, '-n', namespace]
      await run({
        plane,
        lab: current,
        namespace,
        rendered: async (args, options) => {
          const mark = await plane.markAudit()
          const ended = await current.helm([...inNamespace(args), ...RENDERER], options)
          return { ...ended, requests: await plane.auditSince(mark) }
        },
        plain: async (args) => {
          const ended = await current.helm(inNamespace(args))
          if (ended.exitCode !== 0) throw new Error(`helm ${args.join(' ')}: ${ended.stdout}${ended.stderr}`)
          return ended
        },
      })
    })
  }
}

/** Waits until something is so in the cluster; it is asked again and again, for no watch is worth it here. */
export async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 60_000
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(`it did not come to this: ${what}`)
  }
}

/** Whether an object is there: `isThere(scene, 'lease/hooksync-demo')`. */
export async function isThere({ plane, namespace }: Scene, object: string): Promise<boolean> {
  return (await plane.kubectl(['get', object, '-n', namespace, '--ignore-not-found', '-o', 'name'])).stdout !== ''
}
