// From flags, environment and kubeconfig to one server and the credentials for it.
import { existsSync } from 'node:fs'
import { ClusterError, UsageError } from '../../../errors.ts'
import { publicUrl } from '../../../manifest/url-secrets.ts'
import type { Secret } from '../../../io.ts'
import { suggest } from '../../../manifest/suggest.ts'
import { firstOf } from '../../../object/one-line.ts'
import { kubeconfigPaths, readKubeconfigs } from './kubeconfig-files.ts'
import type { MergedKubeconfig } from './kubeconfig-files.ts'
import type { ClusterEntry, ContextEntry, UserEntry } from './kubeconfig-entries.ts'
import type { PluginWorld } from './credential-plugin.ts'
import { secretsOfCredentials, secretsOfFlags, secretsOfUser } from './config-secrets.ts'
import { getCredentials } from './credentials.ts'
import type { Credentials } from './credentials.ts'
import type { AllowedContexts, ConnectOptions } from './connect-options.ts'
import { chooseProxy } from './proxy.ts'
import type { Proxy } from './proxy.ts'

/** One server and how to be let in. */
export interface ClusterConfig {
  /** Its URL, without a slash at the end. */
  readonly server: string
  readonly namespace: string
  readonly contextName: string | undefined
  /** Whether fresh credentials may differ: a plugin, a token file, an identity provider. */
  readonly refreshable: boolean
  /** What leads to the server; undefined: nothing stands between. */
  readonly proxy: Proxy | undefined
  /** Reads the files and asks the plugin, each time anew. */
  readonly credentials: (world: Omit<PluginWorld, 'env'>) => Promise<Credentials>
}

type Env = Readonly<Record<string, string | undefined>>

const SERVICE_ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount'

/** What is chosen from a kubeconfig. */
interface Choice {
  readonly cluster: ClusterEntry
  readonly user: UserEntry
  readonly context: ContextEntry | undefined
}

const NOBODY: UserEntry = { name: '', impersonateGroups: [] }

/** How files are read. */
export interface LoadingOptions {
  /** Gives up reading. */
  readonly signal: AbortSignal
  /** Hears of tokens, passwords and keys, before any of them is used. */
  readonly hide?: ((secrets: readonly Secret[]) => void) | undefined
}

/** Finds cluster and user; throws a ClusterError of reason Config that says what is missing and what there is. */
export async function loadConfig(
  options: ConnectOptions,
  env: Env,
  { signal, hide = () => {} }: LoadingOptions,
): Promise<ClusterConfig> {
  hide(secretsOfFlags(options, env))
  if ((options.asGroup ?? []).length > 0 && options.as === undefined) {
    throw new UsageError('--as-group needs --as', 'name the user to act as: --as USER --as-group GROUP')
  }
  const chosen = await choose(options, env, signal)
  if (options.contexts !== undefined) refuseOthers(options.contexts, chosen.context?.name, options)
  const choice = withOverrides(chosen, options)
  const server = parseServer(choice.cluster)
  const { cluster, user } = choice
  hide(secretsOfUser(user, cluster))
  return {
    server: cluster.server,
    namespace: options.namespace || choice.context?.namespace || 'default',
    contextName: choice.context?.name,
    refreshable: Boolean(user.exec ?? user.authProvider ?? user.tokenFile ?? user.certFile),
    proxy: chooseProxy(server, cluster, env),
    credentials: async (world) => {
      const credentials = await getCredentials(cluster, user, { ...world, env })
      hide(secretsOfCredentials(credentials))
      return credentials
    },
  }
}

/** A context says which cluster only while no flag says another one. */
function refuseOthers({ names, place }: AllowedContexts, context: string | undefined, options: ConnectOptions): void {
  const flag = (['server', 'cluster'] as const).find((name) => options[name] !== undefined)
  if (flag !== undefined) {
    const message = `--${flag} leads past the contexts that ${place} allows`
    throw configError(message, `leave --${flag} out, or edit ${place}`)
  }
  if (context !== undefined && names.includes(context)) return
  const what = context === undefined ? 'no context is in use' : `context "${context}" is not allowed`
  throw configError(`${what}: ${place} allows ${listed(names)}`, `choose one with --context, or edit ${place}`)
}

async function choose(options: ConnectOptions, env: Env, signal: AbortSignal): Promise<Choice> {
  const paths = kubeconfigPaths(options.kubeconfig, env)
  const config = await readKubeconfigs(paths, signal)
  if (config !== undefined) return chooseFrom(config, options)
  if (options.kubeconfig === undefined) {
    const inside = inCluster(env)
    if (inside !== undefined) return inside
  }
  if (options.server !== undefined) return { cluster: newCluster(options.server), user: NOBODY, context: undefined }
  const where = paths.length === 1 ? `${paths[0]} does not exist` : `none of these files exists: ${paths.join(', ')}`
  throw configError(`no kubeconfig: ${where}`, 'set KUBECONFIG, or give --kubeconfig FILE')
}

function chooseFrom(config: MergedKubeconfig, options: ConnectOptions): Choice {
  const contextName = options.context ?? config.currentContext
  const context = contextName === undefined ? undefined : named(config.contexts, contextName, 'context')
  const of = context === undefined ? '' : ` of context "${context.name}"`
  const clusterName = options.cluster ?? context?.cluster
  if (clusterName === undefined && options.server === undefined) throw noContext(config)
  const cluster =
    clusterName === undefined
      ? newCluster(options.server ?? '')
      : named(config.clusters, clusterName, 'cluster', options.cluster === undefined ? of : '')
  const userName = options.user ?? context?.user
  const user =
    userName === undefined ? NOBODY : named(config.users, userName, 'user', options.user === undefined ? of : '')
  return { cluster, user, context }
}

function noContext(config: MergedKubeconfig): ClusterError {
  const names = config.contexts.map((context) => context.name)
  const hint = names.length === 0 ? 'the kubeconfig has no contexts' : `give --context; there are: ${listed(names)}`
  return configError(`no context is chosen in ${config.files.join(', ')}`, hint)
}

function named<T extends { readonly name: string }>(entries: readonly T[], name: string, what: string, of = ''): T {
  const found = entries.find((entry) => entry.name === name)
  if (found !== undefined) return found
  const names = entries.map((entry) => entry.name)
  const near = suggest(name, names)
  const others = names.length === 0 ? `there is no ${what} in it` : `there are: ${listed(names)}`
  throw configError(
    `${what} "${name}"${of} is not in the kubeconfig`,
    near === undefined ? others : `did you mean "${near}"?`,
  )
}

/** Of very many only the first. */
function listed(names: readonly string[]): string {
  return firstOf(names, 20)
}

/** The service account of the pod that this runs in. */
function inCluster(env: Env): Choice | undefined {
  const host = env['KUBERNETES_SERVICE_HOST']
  const port = env['KUBERNETES_SERVICE_PORT']
  const tokenFile = `${SERVICE_ACCOUNT}/token`
  if (!host || !port || !existsSync(tokenFile)) return undefined
  const address = host.includes(':') ? `[${host}]` : host
  const authority = { caFile: `${SERVICE_ACCOUNT}/ca.crt`, caFrom: 'the service account' }
  const cluster = { ...newCluster(`https://${address}:${port}`), ...authority }
  return { cluster, user: { ...NOBODY, name: 'service account', tokenFile }, context: undefined }
}

function newCluster(server: string): ClusterEntry {
  return { name: server, server: server.replace(/\/$/, ''), skipTLSVerify: false }
}

/** What no flag of ours says. */
const HELM_SAYS = {
  caFile: '--kube-ca-file or HELM_KUBECAFILE',
  tlsServerName: '--kube-tls-server-name or HELM_KUBETLS_SERVER_NAME',
} as const

function withOverrides(choice: Choice, options: ConnectOptions): Choice {
  const { token, as, asGroup, server, caFile, tlsServerName } = options
  let cluster = choice.cluster
  if (server !== undefined) cluster = { ...cluster, server: server.replace(/\/$/, '') }
  if (caFile !== undefined) cluster = { ...withoutAuthority(cluster), caFile, caFrom: HELM_SAYS.caFile }
  if (tlsServerName !== undefined) cluster = { ...cluster, tlsServerName, tlsNameFrom: HELM_SAYS.tlsServerName }
  if (options.insecureSkipTlsVerify === true) cluster = { ...withoutAuthority(cluster), skipTLSVerify: true }
  let user = choice.user
  // A client certificate would win over the token at the server.
  if (token !== undefined) user = { ...NOBODY, name: user.name, token }
  if (as !== undefined) user = { ...user, impersonateUser: as, impersonateGroups: asGroup ?? [] }
  return { ...choice, cluster, user }
}

function withoutAuthority(cluster: ClusterEntry): ClusterEntry {
  const { caData: _data, caFile: _file, ...rest } = cluster
  return rest
}

function parseServer(cluster: ClusterEntry): URL {
  const server = URL.canParse(cluster.server) ? new URL(cluster.server) : undefined
  if (server !== undefined && (server.protocol === 'https:' || server.protocol === 'http:')) return server
  throw configError(
    `the server of cluster "${cluster.name}" is not a URL: "${publicUrl(cluster.server)}"`,
    'it looks like https://host:6443',
  )
}

function configError(message: string, hint: string): ClusterError {
  return new ClusterError(message, { reason: 'Config', hint })
}
