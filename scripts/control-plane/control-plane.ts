// Starts a real Kubernetes control plane on this machine for a test, the demo or the benchmark. Many may run at once.
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'
import { auditMark, isFromOutside, readAuditLog, type AuditEvent } from './audit.ts'
import { ensureControlPlane } from './build.ts'
import { exists } from './cache.ts'
import { createAccess, USERS, writeAuditPolicy, type Access } from './access.ts'
import { startPart, type Part } from './part.ts'
import * as parts from './parts.ts'
import { freePort, makeFolder } from './place.ts'
import { createProbe, PROBE_AGENT, waitUntil, type Probe } from './probe.ts'
import { ensureKubectl } from './tools.ts'

export type { AuditEvent } from './audit.ts'
export { NoGoError } from './build.ts'
export type { ControlPlaneOptions } from './parts.ts'

const START_PATIENCE_MS = 60_000
const PORT_TRIES = 3

/** What a finished kubectl left. */
export interface KubectlResult {
  readonly stdout: string
  readonly stderr: string
  readonly exitCode: number | undefined
}

/** A running control plane. Its users are `admin`, `limited` (in no group, without rights) and the options' `users`. */
export interface ControlPlane extends Access {
  /** Of the user `admin`, who may do everything. */
  readonly kubeconfigPath: string
  readonly adminToken: string
  readonly caFile: string
  /** Its folder: logs and data. Removed by `stop`. */
  readonly dir: string
  readonly auditLogPath: string
  /** KUBECONFIG, and a discovery cache of its own for kubectl: the port may have been another server's before. */
  readonly env: Readonly<Record<string, string>>
  /** Runs the real kubectl as `admin`; what it exits with is for the caller to judge. */
  kubectl(args: readonly string[], input?: string): Promise<KubectlResult>
  /** All that the audit log holds: everyone's requests, and of the control plane's own parts what they write. */
  readAudit(): Promise<AuditEvent[]>
  /** The log's end now: every request answered before this call stands before it. */
  markAudit(): Promise<number>
  /** What others than the control plane itself asked since a mark. */
  auditSince(mark: number): Promise<AuditEvent[]>
  stop(): Promise<void>
}

/** Starts a control plane and waits until it is ready; throws `NoGoError` where it cannot be built. */
export async function startControlPlane(options: parts.ControlPlaneOptions = {}): Promise<ControlPlane> {
  const files = await ensureControlPlane()
  for (let attempt = 1; ; attempt += 1) {
    const folder = await makeFolder()
    const running: Part[] = []
    const stop = async (): Promise<void> => {
      await Promise.all(running.map((part) => part.end()))
      await rm(folder, { recursive: true, force: true, maxRetries: 3 })
    }
    try {
      return await start({ files, folder, port: await freePort(), options }, running, stop)
    } catch (error) {
      await stop()
      const portWasTaken = error instanceof Error && error.message.includes('address already in use')
      if (!portWasTaken || attempt === PORT_TRIES) throw error
    }
  }
}

async function start(layout: parts.Layout, running: Part[], stop: () => Promise<void>): Promise<ControlPlane> {
  const { files, folder, port, options } = layout
  const caFile = join(files.keys, 'ca.crt')
  const ca = await readFile(caFile, 'utf8')
  const access = await createAccess({ folder, server: `https://127.0.0.1:${port}`, ca, users: options.users ?? [] })
  const { server, tokenFor, kubeconfigFor } = access
  const adminToken = tokenFor(USERS.admin.name)
  const probe = createProbe(server, { token: adminToken, ca })
  await writeAuditPolicy(join(folder, parts.AUDIT_POLICY), options.auditBodies ?? false)
  await startParts(layout, running, { probe, kubeconfigFor })

  const kubeconfigPath = await kubeconfigFor(USERS.admin.name)
  const auditLogPath = join(folder, parts.AUDIT_LOG)
  const env = { KUBECONFIG: kubeconfigPath, KUBECACHEDIR: join(folder, 'kubectl-cache') }
  const kubectl: ControlPlane['kubectl'] = (args, input) => runKubectl(args, env, input)
  const audit = auditOf(auditLogPath, probe)
  return { ...access, ...audit, kubeconfigPath, adminToken, caFile, dir: folder, auditLogPath, env, kubectl, stop }
}

async function startParts(
  layout: parts.Layout,
  running: Part[],
  { probe, kubeconfigFor }: { probe: Probe; kubeconfigFor: Access['kubeconfigFor'] },
): Promise<void> {
  const { files, folder, options } = layout
  const run = (name: string, args: readonly string[]): void => {
    running.push(startPart(files.program, name, { args, folder }))
  }
  const until = (what: string, holds: () => Promise<boolean>): Promise<void> =>
    waitUntil(what, START_PATIENCE_MS, async () => {
      for (const part of running) await part.assertAlive()
      return holds()
    })
  run('etcd', parts.etcdArgs(folder))
  await until('etcd did not answer', () => exists(parts.etcdSocket(folder)))
  run('apiserver', parts.apiServerArgs(layout))
  await until('the API server was not ready', () => isThere(probe, '/readyz'))
  if (options.controllerManager !== false) {
    run('controller-manager', parts.managerArgs(layout, await kubeconfigFor(USERS.manager.name)))
  }
  if (options.kwok !== false) {
    run('lab', parts.labArgs(layout, await kubeconfigFor(USERS.lab.name)))
    run('kwok', parts.kwokArgs(layout, await kubeconfigFor(USERS.kwok.name)))
    run('scheduler', parts.schedulerArgs(await kubeconfigFor(USERS.scheduler.name)))
  }
  await until('it was not ready', () => isReady(probe, options))
}

async function isThere(probe: Probe, path: string): Promise<boolean> {
  return (await probe(path)).status === 200
}

async function isReady(probe: Probe, options: parts.ControlPlaneOptions): Promise<boolean> {
  if (!(await isThere(probe, '/api/v1/namespaces/default'))) return false
  if (
    options.controllerManager !== false &&
    !(await isThere(probe, '/api/v1/namespaces/default/serviceaccounts/default'))
  ) {
    return false
  }
  if (options.kwok === false) return true
  const { body } = await probe('/api/v1/nodes/lab')
  return /"type":\s*"Ready",\s*"status":\s*"True"/.test(body) && !/"taints"/.test(body)
}

function auditOf(path: string, probe: Probe): Pick<ControlPlane, 'readAudit' | 'markAudit' | 'auditSince'> {
  const markAudit = (): Promise<number> => auditMark(path, probe)
  const read = async (from: number): Promise<AuditEvent[]> => {
    await markAudit()
    return (await readAuditLog(path, from)).filter((event) => event.userAgent !== PROBE_AGENT)
  }
  return {
    readAudit: () => read(0),
    markAudit,
    auditSince: async (mark) => (await read(mark)).filter(isFromOutside),
  }
}

async function runKubectl(args: readonly string[], env: Record<string, string>, input = ''): Promise<KubectlResult> {
  const { stdout, stderr, exitCode } = await execa(await ensureKubectl(), args, {
    // ApplySets are behind a gate.
    env: { ...env, KUBECTL_APPLYSET: 'true' },
    input,
    reject: false,
    stripFinalNewline: false,
  })
  return { stdout, stderr, exitCode }
}
