// The credentials of a user as TLS options and headers. Static ones are read here; plugins, identity providers and proxies
// are client-node's, whose import (30–90 ms) is paid only then.
import { readFileSync } from 'node:fs'
import type { Agent } from 'node:http'
import type { RequestOptions } from 'node:https'
import type { Cluster, User } from '@kubernetes/client-node/dist/config_types.js'
import { ClusterError } from '../../../errors.ts'
import { isJsonObject, listField, stringField } from '../../../manifest/kube-object.ts'
import type { Json } from '../../../manifest/kube-object.ts'
import { toJson } from '../../../manifest/json.ts'
import type { UserExtras } from './kubeconfig-files.ts'

/** The part of TLS that a kubeconfig decides. */
export interface TlsOptions {
  readonly ca?: string | Buffer
  readonly cert?: string | Buffer
  readonly key?: string | Buffer
  readonly rejectUnauthorized?: boolean
  readonly servername?: string
}

/** What a request carries to be let in. */
export interface Credentials {
  readonly headers: Readonly<Record<string, string | readonly string[]>>
  readonly tls: TlsOptions
  /** Leads through a proxy. */
  readonly agent?: Agent | undefined
}

/** Reads the files and asks the plugin. */
export async function getCredentials(cluster: Cluster, user: User & UserExtras): Promise<Credentials> {
  const needsClientNode = Boolean(user.exec ?? user.authProvider ?? cluster.proxyUrl)
  const base = needsClientNode ? await clientNodeCredentials(cluster, user) : staticCredentials(cluster, user)
  const headers: Record<string, string | readonly string[]> = { ...base.headers }
  if (user.impersonateUser) headers['impersonate-user'] = user.impersonateUser
  if (user.impersonateGroups.length > 0) headers['impersonate-group'] = user.impersonateGroups
  return { ...base, headers }
}

function staticCredentials(cluster: Cluster, user: User & UserExtras): Credentials {
  const token = tokenOf(user)
  const headers: Record<string, string> = {}
  if (token) headers['authorization'] = `Bearer ${token}`
  else if (user.username) headers['authorization'] = basic(`${user.username}:${user.password ?? ''}`)
  const cert = read(user.certFile, user.certData, `client certificate of user "${user.name}"`)
  const key = read(user.keyFile, user.keyData, `client key of user "${user.name}"`)
  return { headers, tls: { ...clusterTls(cluster), ...(cert ? { cert } : {}), ...(key ? { key } : {}) } }
}

function clusterTls(cluster: Cluster): TlsOptions {
  const ca = read(cluster.caFile, cluster.caData, `certificate authority of cluster "${cluster.name}"`)
  return {
    ...(ca ? { ca } : {}),
    ...(cluster.skipTLSVerify ? { rejectUnauthorized: false } : {}),
    ...(cluster.tlsServerName ? { servername: cluster.tlsServerName } : {}),
  }
}

async function clientNodeCredentials(cluster: Cluster, user: User & UserExtras): Promise<Credentials> {
  const { KubeConfig } = await import('@kubernetes/client-node/dist/config.js')
  const kubeConfig = new KubeConfig()
  const token = tokenOf(user)
  kubeConfig.loadFromClusterAndUser(
    // Without this mark client-node refuses plain HTTP; there is no TLS there that could be verified.
    cluster.server.startsWith('http:') ? { ...cluster, skipTLSVerify: true } : cluster,
    { ...user, exec: withExecInfo(user.exec, cluster), ...(token ? { token } : {}) },
  )
  const options: RequestOptions = {}
  try {
    await kubeConfig.applyToHTTPSOptions(options)
  } catch (cause) {
    throw pluginError(cause, user)
  }
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(options.headers ?? {})) headers[name.toLowerCase()] = String(value)
  if (typeof options.auth === 'string' && headers['authorization'] === undefined)
    headers['authorization'] = basic(options.auth)
  const cert = pem(options.cert)
  const key = pem(options.key)
  return {
    headers,
    tls: { ...clusterTls(cluster), ...(cert ? { cert } : {}), ...(key ? { key } : {}) },
    agent: cluster.proxyUrl && typeof options.agent === 'object' ? options.agent : undefined,
  }
}

function pem(value: RequestOptions['cert'] | RequestOptions['key']): string | Buffer | undefined {
  return typeof value === 'string' || Buffer.isBuffer(value) ? value : undefined
}

// A file's token wins over the one beside it, as in client-go, because it is kept fresh.
function tokenOf(user: User & UserExtras): string | undefined {
  if (user.tokenFile === undefined) return user.token
  return read(user.tokenFile, undefined, `token of user "${user.name}"`)?.toString('utf8').trim()
}

function read(file: string | undefined, data: string | undefined, what: string): Buffer | undefined {
  if (!file) return data ? Buffer.from(data, 'base64') : undefined
  try {
    return readFileSync(file)
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
    const why = code === 'ENOENT' ? 'it does not exist' : code === 'EACCES' ? 'permission denied' : String(code)
    throw new ClusterError(`cannot read ${file}, the ${what}: ${why}`, { reason: 'Config', cause })
  }
}

// What client-go tells a plugin and client-node 1.4.0 does not; some plugins refuse to work without it.
function withExecInfo(exec: unknown, cluster: Cluster): unknown {
  if (!isExec(exec)) return exec
  const about =
    exec['provideClusterInfo'] === true ? { cluster: { server: cluster.server, ...authority(cluster) } } : {}
  const info = {
    apiVersion: stringField(exec, 'apiVersion') ?? 'client.authentication.k8s.io/v1',
    kind: 'ExecCredential',
    spec: { interactive: false, ...about },
  }
  return { ...exec, env: [...listField(exec, 'env'), { name: 'KUBERNETES_EXEC_INFO', value: toJson(info) }] }
}

function authority(cluster: Cluster): Record<string, string> {
  const ca = read(cluster.caFile, cluster.caData, `certificate authority of cluster "${cluster.name}"`)
  return ca === undefined ? {} : { 'certificate-authority-data': ca.toString('base64') }
}

function isExec(exec: unknown): exec is { readonly [key: string]: Json } {
  return typeof exec === 'object' && exec !== null && !Array.isArray(exec)
}

function pluginError(cause: unknown, user: User): ClusterError {
  if (cause instanceof ClusterError) return cause
  const whose = `of user "${user.name}"`
  const exec = isExec(user.exec) && isJsonObject(user.exec) ? user.exec : undefined
  const command = stringField(exec, 'command')
  if (command === undefined) {
    return new ClusterError(`no credentials ${whose}: ${lastLine(cause)}`, { reason: 'Config', cause })
  }
  const missing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT'
  const why = missing ? 'there is no such program' : lastLine(cause)
  const hint = stringField(exec, 'installHint')?.trim().replaceAll(/\s+/g, ' ') ?? 'run it by hand to see what is wrong'
  return new ClusterError(`the credential plugin "${command}" ${whose} failed: ${why}`, {
    reason: 'Config',
    hint,
    cause,
  })
}

function lastLine(cause: unknown): string {
  const text = cause instanceof Error ? cause.message : String(cause)
  // A plugin that prints no ExecCredential makes client-node stumble over what it expected.
  if (cause instanceof TypeError || cause instanceof SyntaxError) return 'it gave no ExecCredential'
  return text.trimEnd().split('\n').at(-1)?.trim() || 'it said nothing'
}

function basic(text: string): string {
  return `Basic ${Buffer.from(text).toString('base64')}`
}
