// The credentials of a user as TLS options and headers: files are read, plugins asked. Only identity providers are
// client-node's, whose import (30–90 ms) is paid only then.
import type { RequestOptions } from 'node:https'
import { ClusterError, messageOf } from '../../../errors.ts'
import { readFileUntil } from '../../../io/read-file.ts'
import { askPlugin } from './credential-plugin.ts'
import type { PluginCredentials, PluginWorld } from './credential-plugin.ts'
import type { ClusterEntry, UserEntry } from './kubeconfig-entries.ts'
import { unreadableFile } from './kubeconfig-files.ts'

/** The part of TLS that a kubeconfig decides. */
export interface TlsOptions {
  readonly ca?: string | Buffer
  readonly cert?: string | Buffer
  readonly key?: string | Buffer
  readonly rejectUnauthorized?: boolean
  readonly servername?: string
}

/** Where the parts of TLS come from, for messages. */
export interface TlsNames {
  readonly ca: string
  readonly cert: string
  readonly key: string
  /** What decides whether the server's certificate is good. */
  readonly trust: string
}

/** What a request carries to be let in. */
export interface Credentials {
  readonly headers: Readonly<Record<string, string | readonly string[]>>
  readonly tls: TlsOptions
  readonly names: TlsNames
}

/** Reads the files and asks the plugin. */
export async function getCredentials(cluster: ClusterEntry, user: UserEntry, world: PluginWorld): Promise<Credentials> {
  const names = tlsNames(cluster, user)
  const authority = authorityName(cluster)
  const ca = await read(cluster.caFile, cluster.caData, { what: authority, world })
  const own = await ownCredentials(cluster, user, { world, ca })
  const headers: Record<string, string | readonly string[]> = { ...own.headers }
  const { impersonateUser, impersonateGroups } = user
  if (impersonateUser) headers['impersonate-user'] = inHeader(impersonateUser, 'the name to impersonate')
  if (impersonateGroups.length > 0)
    headers['impersonate-group'] = impersonateGroups.map((group) => inHeader(group, 'a group to impersonate'))
  const tls: TlsOptions = {
    ...(ca ? { ca } : {}),
    ...(cluster.skipTLSVerify ? { rejectUnauthorized: false } : {}),
    ...(cluster.tlsServerName ? { servername: cluster.tlsServerName } : {}),
    ...(own.cert ? { cert: own.cert } : {}),
    ...(own.key ? { key: own.key } : {}),
  }
  return { headers, tls, names }
}

/** What a user has to show. */
interface Own {
  readonly headers: Readonly<Record<string, string>>
  readonly cert?: string | Buffer | undefined
  readonly key?: string | Buffer | undefined
}

interface Around {
  readonly world: PluginWorld
  readonly ca: Buffer | undefined
}

async function ownCredentials(cluster: ClusterEntry, user: UserEntry, { world, ca }: Around): Promise<Own> {
  const token = await tokenOf(user, world)
  if (user.authProvider !== undefined && user.exec === undefined) return providerCredentials(cluster, user)
  const given = await pluginCredentials(cluster, user, { world, ca })
  const bearer = given?.token ?? token
  const headers: Record<string, string> = {}
  const file = given?.token === undefined && user.tokenFile !== undefined ? ` (${user.tokenFile})` : ''
  if (bearer) headers['authorization'] = `Bearer ${inHeader(bearer, `the token of user "${user.name}"${file}`)}`
  else if (user.username) {
    const named = Buffer.from(`${user.username}:${user.password ?? ''}`)
    headers['authorization'] = `Basic ${named.toString('base64')}`
  }
  return {
    headers,
    cert:
      given?.cert ??
      (await read(user.certFile, user.certData, { what: `client certificate of user "${user.name}"`, world })),
    key: given?.key ?? (await read(user.keyFile, user.keyData, { what: `client key of user "${user.name}"`, world })),
  }
}

async function pluginCredentials(
  cluster: ClusterEntry,
  user: UserEntry,
  { world, ca }: Around,
): Promise<PluginCredentials | undefined> {
  if (user.exec === undefined) return undefined
  const authority = ca === undefined ? {} : { 'certificate-authority-data': ca.toString('base64') }
  return askPlugin(user.exec, { user: user.name, cluster: { server: cluster.server, ...authority } }, world)
}

async function providerCredentials(cluster: ClusterEntry, user: UserEntry): Promise<Own> {
  const { KubeConfig } = await import('@kubernetes/client-node/dist/config.js')
  const kubeConfig = new KubeConfig()
  // Without this mark client-node refuses plain HTTP; there is no TLS there that could be verified.
  const skipTLSVerify = cluster.skipTLSVerify || cluster.server.startsWith('http:')
  kubeConfig.loadFromClusterAndUser(
    { name: cluster.name, server: cluster.server, skipTLSVerify },
    { name: user.name, authProvider: user.authProvider },
  )
  const options: RequestOptions = {}
  try {
    await kubeConfig.applyToHTTPSOptions(options)
  } catch (cause) {
    const why = messageOf(cause).trimEnd().split('\n').at(-1) ?? ''
    throw new ClusterError(`no credentials of user "${user.name}": ${why}`, { reason: 'Config', cause })
  }
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(options.headers ?? {})) headers[name.toLowerCase()] = String(value)
  return { headers, cert: pem(options.cert), key: pem(options.key) }
}

function pem(value: RequestOptions['cert'] | RequestOptions['key']): string | Buffer | undefined {
  return typeof value === 'string' || Buffer.isBuffer(value) ? value : undefined
}

// A file's token wins over the one beside it, as in client-go, because it is kept fresh.
async function tokenOf(user: UserEntry, world: PluginWorld): Promise<string | undefined> {
  if (user.tokenFile === undefined) return user.token
  const text = await read(user.tokenFile, undefined, { what: `token of user "${user.name}"`, world })
  return text?.toString('utf8').trim()
}

async function read(
  file: string | undefined,
  data: string | undefined,
  { what, world }: { readonly what: string; readonly world: PluginWorld },
): Promise<Buffer | undefined> {
  if (!file) return data ? Buffer.from(data, 'base64') : undefined
  const { signal, awaited } = world
  try {
    return await awaited.during(`${file}, the ${what}, has not ended`, () => readFileUntil(file, signal))
  } catch (cause) {
    throw unreadableFile(file, `${file}, the ${what}`, { cause, signal })
  }
}

function authorityName({ name, caFrom }: ClusterEntry): string {
  return `certificate authority of ${caFrom ?? `cluster "${name}"`}`
}

function trustNames({ caFrom, caFile, tlsNameFrom }: ClusterEntry): string {
  const names = [caFrom && `${caFile} of ${caFrom}`, tlsNameFrom]
  const kubeconfig = ['certificate-authority', 'tls-server-name'].filter((_, index) => names[index] === undefined)
  const rest = kubeconfig.length === 0 ? [] : [`${kubeconfig.join(' and ')} of the cluster in the kubeconfig`]
  return [...names.filter((name) => name !== undefined), ...rest].join(', ')
}

function tlsNames(cluster: ClusterEntry, user: UserEntry): TlsNames {
  const of = user.exec === undefined ? `user "${user.name}"` : `the credential plugin "${user.exec.command}"`
  return {
    ca: `${authorityName(cluster)} (${cluster.caFile ?? 'certificate-authority-data'})`,
    cert: `client certificate of ${of} (${user.certFile ?? (user.certData ? 'client-certificate-data' : 'clientCertificateData')})`,
    key: `client key of ${of} (${user.keyFile ?? (user.keyData ? 'client-key-data' : 'clientKeyData')})`,
    trust: trustNames(cluster),
  }
}

/** The text, if a header can carry it: a line end that was copied along would end in a connection that breaks. */
function inHeader(text: string, what: string): string {
  const at = text.search(/[^\t\u0020-\u007e\u0080-\u00ff]/)
  if (at < 0) return text
  const code = (text.codePointAt(at) ?? 0).toString(16).toUpperCase().padStart(4, '0')
  throw new ClusterError(`${what} holds a character that no HTTP header can carry: U+${code} at position ${at + 1}`, {
    reason: 'Config',
    hint: 'take out what was copied along with it, such as a line end',
  })
}
