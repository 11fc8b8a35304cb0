// Which proxy leads to a server, by the environment's HTTPS_PROXY and NO_PROXY. Follows golang/net:http/httpproxy. Asks nobody.
import { BlockList, isIP } from 'node:net'
import { ClusterError } from '../../../errors.ts'
import type { ClusterEntry } from './kubeconfig-entries.ts'

type Env = Readonly<Record<string, string | undefined>>

/** What stands between us and a server. */
export interface Proxy {
  readonly url: URL
  /** Where it is named, for messages: `proxy-url of cluster "prod"`, `HTTPS_PROXY`. */
  readonly from: string
}

/** The proxy of a cluster, else the environment's; undefined to connect directly. Throws a ClusterError for what is not a proxy. */
export function chooseProxy(server: URL, cluster: ClusterEntry, env: Env): Proxy | undefined {
  if (cluster.proxyUrl !== undefined) return parseProxy(cluster.proxyUrl, `proxy-url of cluster "${cluster.name}"`)
  const found = proxyFromEnvironment(server, env)
  return found === undefined ? undefined : parseProxy(found.url, found.from)
}

/** The proxy's URL and the variable that names it, or undefined to connect directly. */
export function proxyFromEnvironment(
  server: URL,
  env: Env,
): { readonly url: string; readonly from: string } | undefined {
  const from = server.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY'
  const proxy = either(env, from)
  if (proxy === undefined || isDirect(server, either(env, 'NO_PROXY') ?? '')) return undefined
  return { url: proxy.includes('://') ? proxy : `http://${proxy}`, from }
}

function parseProxy(text: string, from: string): Proxy {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url !== undefined && /^(?:https?|socks5h?):$/.test(url.protocol)) return { url, from }
  throw new ClusterError(`${from} is not the URL of a proxy`, {
    reason: 'Config',
    hint: 'it looks like http://host:3128 or socks5://host:1080',
  })
}

function either(env: Env, name: string): string | undefined {
  return env[name] || env[name.toLowerCase()] || undefined
}

function isDirect(server: URL, noProxy: string): boolean {
  const host = server.hostname.replace(/^\[(.*)\]$/, '$1').toLowerCase()
  if (host === 'localhost' || host === '::1' || host.startsWith('127.')) return true
  const port = server.port || (server.protocol === 'https:' ? '443' : '80')
  return noProxy
    .split(',')
    .map((entry) => entry.trim().toLowerCase())
    .some((entry) => entry !== '' && covers(entry, host, port))
}

function covers(entry: string, host: string, port: string): boolean {
  if (entry === '*') return true
  if (entry.includes('/')) return inNetwork(entry, host)
  if (entry === host) return true
  const [, name = '', entryPort] = /^(.*?)(?::(\d+))?$/.exec(entry) ?? []
  if (isIP(entry) === 0 && entryPort !== undefined && entryPort !== port) return false
  const domain = name.replace(/^\*/, '')
  return domain.startsWith('.') ? host.endsWith(domain) : host === domain || host.endsWith(`.${domain}`)
}

function inNetwork(network: string, host: string): boolean {
  const [address = '', bits = ''] = network.split('/')
  const version = isIP(host)
  if (version === 0 || isIP(address) !== version) return false
  const family = version === 4 ? 'ipv4' : 'ipv6'
  const list = new BlockList()
  list.addSubnet(address, Number(bits), family)
  return list.check(host, family)
}
