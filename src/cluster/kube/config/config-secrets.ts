// What of flags, kubeconfig and credentials must not be seen: tokens, passwords, keys, what a plugin is told and gives. Pure.
import { secretsInUrl } from '../../../manifest/url-secrets.ts'
import type { Secret } from '../../../io.ts'
import { field, isJsonObject } from '../../../object/kube-object.ts'
import type { Credentials } from './credentials.ts'
import type { ClusterEntry, UserEntry } from './kubeconfig-entries.ts'

/** Of the flags, and of the variables that name a proxy. */
export function secretsOfFlags(
  { token, server }: { readonly token?: string | undefined; readonly server?: string | undefined },
  env: Readonly<Record<string, string | undefined>>,
): readonly Secret[] {
  const proxies = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'all_proxy']
  const urls = [server, ...proxies.map((name) => env[name])].filter((url) => url !== undefined)
  return [...named('token', token), ...urls.flatMap(secretsInUrl)]
}

/** Of what is chosen from the kubeconfig. */
export function secretsOfUser(user: UserEntry, cluster: ClusterEntry): readonly Secret[] {
  const { token, username, password, keyData, exec, authProvider } = user
  const variables = (exec?.env ?? []).flatMap(({ name, value }) => named(name, value))
  const config = field(authProvider, 'config')
  const provided = isJsonObject(config) ? Object.entries(config) : []
  return [
    ...named('token', token),
    ...named('password', password),
    ...(password === undefined ? [] : named('basic', Buffer.from(`${username ?? ''}:${password}`).toString('base64'))),
    ...named('key', keyData),
    ...named('key', keyData === undefined ? undefined : Buffer.from(keyData, 'base64').toString('utf8')),
    ...variables,
    ...provided
      .filter(([name]) => /token|secret/.test(name))
      .flatMap(([name, value]) => named(name, typeof value === 'string' ? value : undefined)),
    ...[cluster.server, cluster.proxyUrl ?? ''].flatMap(secretsInUrl),
  ]
}

/** Of what a request carries. */
export function secretsOfCredentials({ headers, tls }: Credentials): readonly Secret[] {
  const authorization = headers['authorization']
  const [, value] = typeof authorization === 'string' ? (/^\S+\s+(.*)$/.exec(authorization) ?? []) : []
  return [...named('authorization', value), ...named('key', tls.key === undefined ? undefined : String(tls.key))]
}

function named(key: string | undefined, value: string | undefined): readonly Secret[] {
  if (value === undefined || value === '') return []
  return [key === undefined ? { value } : { key, value }]
}
