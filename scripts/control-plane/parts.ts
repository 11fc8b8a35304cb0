// The command lines of the control plane's parts. Starts nothing.
import { join } from 'node:path'
import type { ControlPlaneFiles } from './build.ts'

/** What can be chosen about a control plane. */
export interface ControlPlaneOptions {
  /** Log every request; default true. */
  readonly auditLog?: boolean
  /** Log what is sent with each write as well; default false. */
  readonly auditBodies?: boolean
  /** Pods need a ServiceAccount that exists and get its token; default false. */
  readonly serviceAccountAdmission?: boolean
  /** Call admission webhooks; default false. */
  readonly webhooks?: boolean
  /** Run the controllers (Deployments, Jobs, garbage, namespaces…); default true. */
  readonly controllerManager?: boolean
  /** Give pods a life: a node, the scheduler, kwok, logs, volumes and addresses; default true. */
  readonly kwok?: boolean
  /** Labels of the node, for the node selectors of what is tested. */
  readonly nodeLabels?: Readonly<Record<string, string>>
  /** Further users beside `admin` and `limited`. */
  readonly users?: readonly { readonly name: string; readonly groups: readonly string[] }[]
  /** Further flags of the API server. */
  readonly apiServerFlags?: readonly string[]
}

/** What the command lines are made of. */
export interface Layout {
  readonly files: ControlPlaneFiles
  readonly folder: string
  readonly port: number
  readonly options: ControlPlaneOptions
}

export const AUDIT_LOG = 'audit.log'
export const AUDIT_POLICY = 'audit-policy.json'
export const TOKENS = 'tokens.csv'

export function etcdSocket(folder: string): string {
  return join(folder, 'etcd.sock')
}

export function etcdArgs(folder: string): string[] {
  return [
    `--data-dir=${join(folder, 'etcd')}`,
    `--client-url=unix://${etcdSocket(folder)}`,
    '--peer-url=http://127.0.0.1:0',
  ]
}

export function apiServerArgs({ files, folder, port, options }: Layout): string[] {
  const withoutPlugins = [
    ...(options.serviceAccountAdmission ? [] : ['ServiceAccount']),
    ...(options.webhooks ? [] : ['MutatingAdmissionWebhook', 'ValidatingAdmissionWebhook']),
  ]
  return [
    `--etcd-servers=unix://${etcdSocket(folder)}`,
    '--bind-address=127.0.0.1',
    '--advertise-address=127.0.0.1',
    '--endpoint-reconciler-type=none',
    `--secure-port=${port}`,
    `--tls-cert-file=${join(files.keys, 'server.crt')}`,
    `--tls-private-key-file=${join(files.keys, 'server.key')}`,
    `--cert-dir=${folder}`,
    '--service-cluster-ip-range=10.0.0.0/16',
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${join(files.keys, 'sa.pub')}`,
    `--service-account-signing-key-file=${join(files.keys, 'sa.key')}`,
    `--token-auth-file=${join(folder, TOKENS)}`,
    '--authorization-mode=RBAC',
    '--allow-privileged=true',
    '--kubelet-preferred-address-types=InternalIP',
    ...(withoutPlugins.length > 0 ? [`--disable-admission-plugins=${withoutPlugins.join(',')}`] : []),
    ...(options.auditLog === false ? [] : auditArgs(folder)),
    ...(options.apiServerFlags ?? []),
  ]
}

function auditArgs(folder: string): string[] {
  // In megabytes: the log is never rotated away from its reader.
  const size = '--audit-log-maxsize=100000'
  return [`--audit-policy-file=${join(folder, AUDIT_POLICY)}`, `--audit-log-path=${join(folder, AUDIT_LOG)}`, size]
}

export function managerArgs({ files }: Layout, kubeconfig: string): string[] {
  return [
    `--kubeconfig=${kubeconfig}`,
    '--leader-elect=false',
    '--secure-port=0',
    // No kubelet sends heartbeats: this controller would call the node dead after 50 s.
    '--controllers=*,-node-lifecycle-controller',
    `--service-account-private-key-file=${join(files.keys, 'sa.key')}`,
    `--root-ca-file=${join(files.keys, 'ca.crt')}`,
    '--kube-api-qps=1000',
    '--kube-api-burst=2000',
  ]
}

export function schedulerArgs(kubeconfig: string): string[] {
  return [
    `--kubeconfig=${kubeconfig}`,
    '--leader-elect=false',
    '--secure-port=0',
    '--kube-api-qps=1000',
    '--kube-api-burst=2000',
  ]
}

export function kwokArgs({ files }: Layout, kubeconfig: string): string[] {
  const stages = files.stages.map((path) => `--config=${path}`)
  return [`--kubeconfig=${kubeconfig}`, '--manage-all-nodes=true', '--node-lease-duration-seconds=0', ...stages]
}

export function labArgs({ files, options }: Layout, kubeconfig: string): string[] {
  const labels = Object.entries(options.nodeLabels ?? {}).map(([name, value]) => `${name}=${value}`)
  return [
    `--kubeconfig=${kubeconfig}`,
    `--tls-cert-file=${join(files.keys, 'server.crt')}`,
    `--tls-private-key-file=${join(files.keys, 'server.key')}`,
    `--node-labels=${labels.join(',')}`,
  ]
}
