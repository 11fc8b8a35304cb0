// The clusters, users and contexts of one kubeconfig, each field of the type that it must have. Reads no files.
import { dirname, isAbsolute, join } from 'node:path'
import { field, isJsonList, isJsonObject } from '../../../object/kube-object.ts'
import type { Json, JsonObject } from '../../../object/kube-object.ts'

/**
 * A server and the way to it; `server` is its URL, without a slash at the end. `caFrom` and `tlsNameFrom`: who says the authority and the
 * name in the certificate; left out: the entry of the kubeconfig.
 */
export type ClusterEntry = Entry<typeof readCluster, 'name' | 'server' | 'skipTLSVerify'> & {
  readonly caFrom?: string
  readonly tlsNameFrom?: string
}

/** Somebody and how he is let in; an `authProvider` is as its client takes it. */
export type UserEntry = Entry<typeof readUser, 'name' | 'impersonateGroups'>

/** A program that gives credentials. */
export type ExecEntry = Readonly<NonNullable<ReturnType<typeof readExec>>>

/** A user on a cluster. */
export type ContextEntry = Readonly<NonNullable<ReturnType<typeof readContext>>>

/** What a file holds. */
export type Entries = Readonly<ReturnType<typeof readEntries>>

/** What is read, of which no more than these has to be there. */
type Entry<Read extends (...from: never[]) => unknown, Needed extends keyof NonNullable<ReturnType<Read>>> = Readonly<
  Pick<NonNullable<ReturnType<Read>>, Needed> & Partial<NonNullable<ReturnType<Read>>>
>

/** A value of a type that cannot be there; `path` leads to it. */
export class WrongEntry extends Error {
  readonly path: readonly (string | number)[]
  readonly hint: string | undefined

  constructor(path: readonly (string | number)[], value: Json, wanted: string) {
    super(`${path.filter((step) => typeof step === 'string').join('.')} must be ${wanted}, not ${typeName(value)}`)
    this.path = path
    const isPlain = typeof value !== 'object' && typeof value !== 'string'
    this.hint = wanted === 'a text' && isPlain ? `quote it: "${value}"` : undefined
  }
}

/** Reads them; an entry that lacks what it needs counts only when it is chosen, as in kubectl: then it is missing. */
export function readEntries(config: Json, path: string) {
  const folder = dirname(path)
  const root = { value: config, path: [] }
  const absolute = (file: string | undefined): string | undefined =>
    file === undefined || isAbsolute(file) ? file : join(folder, file)
  return {
    clusters: namedEntries(root, 'clusters', 'cluster', (name, at) => readCluster(name, at, absolute)),
    users: namedEntries(root, 'users', 'user', (name, at) => readUser(name, at, absolute)),
    contexts: namedEntries(root, 'contexts', 'context', readContext),
    currentContext: text(root, 'current-context'),
  }
}

/** A value and the way to it. */
interface At {
  readonly value: Json | undefined
  readonly path: readonly (string | number)[]
}

function namedEntries<T>(
  root: At,
  list: string,
  content: string,
  read: (name: string, at: At) => T | undefined,
): readonly T[] {
  return items(root, list).flatMap((item) => {
    const name = text(item, 'name')
    return name === undefined ? [] : (read(name, mapping(item, content)) ?? [])
  })
}

type Absolute = (file: string | undefined) => string | undefined

function readCluster(name: string, at: At, absolute: Absolute) {
  const server = text(at, 'server')
  if (server === undefined) return undefined
  return {
    name,
    server: server.replace(/\/$/, ''),
    caFile: absolute(text(at, 'certificate-authority')),
    caData: text(at, 'certificate-authority-data'),
    skipTLSVerify: flag(at, 'insecure-skip-tls-verify'),
    tlsServerName: text(at, 'tls-server-name'),
    proxyUrl: text(at, 'proxy-url'),
  }
}

function readUser(name: string, at: At, absolute: Absolute) {
  return {
    name,
    certFile: absolute(text(at, 'client-certificate')),
    certData: text(at, 'client-certificate-data'),
    keyFile: absolute(text(at, 'client-key')),
    keyData: text(at, 'client-key-data'),
    token: text(at, 'token'),
    tokenFile: absolute(text(at, 'tokenFile') ?? text(at, 'token-file')),
    username: text(at, 'username'),
    password: text(at, 'password'),
    impersonateUser: text(at, 'as'),
    impersonateGroups: texts(at, 'as-groups'),
    exec: readExec(mapping(at, 'exec'), absolute),
    authProvider: readProvider(at),
  }
}

function readContext(name: string, at: At) {
  const cluster = text(at, 'cluster')
  return cluster === undefined ? undefined : { name, cluster, user: text(at, 'user'), namespace: text(at, 'namespace') }
}

function readExec(at: At, absolute: Absolute) {
  const command = text(at, 'command')
  if (command === undefined) return undefined
  return {
    // A command with a slash in it is relative to its file (kubernetes/client-go:tools/clientcmd/loader.go).
    command: command.includes('/') ? (absolute(command) ?? command) : command,
    args: texts(at, 'args'),
    env: items(at, 'env').map((item) => ({ name: text(item, 'name') ?? '', value: text(item, 'value') ?? '' })),
    apiVersion: text(at, 'apiVersion') ?? 'client.authentication.k8s.io/v1',
    interactiveMode: text(at, 'interactiveMode') ?? 'IfAvailable',
    provideClusterInfo: flag(at, 'provideClusterInfo'),
    installHint: text(at, 'installHint'),
  }
}

function readProvider(at: At): JsonObject | undefined {
  const { value } = mapping(at, 'auth-provider')
  return isJsonObject(value) && Object.keys(value).length > 0 ? value : undefined
}

/** Null and the empty text are nothing, as everywhere in Kubernetes. */
function text(at: At, key: string): string | undefined {
  const value = field(at.value, key) ?? ''
  if (typeof value !== 'string') throw new WrongEntry([...at.path, key], value, 'a text')
  return value === '' ? undefined : value
}

function flag(at: At, key: string): boolean {
  const value = field(at.value, key) ?? false
  if (typeof value !== 'boolean') throw new WrongEntry([...at.path, key], value, 'true or false')
  return value
}

function texts(at: At, key: string): readonly string[] {
  return items(at, key).map(({ value, path }) => {
    if (typeof value !== 'string') throw new WrongEntry(path, value ?? null, 'a list of texts')
    return value
  })
}

function items(at: At, key: string): readonly At[] {
  const value = field(at.value, key) ?? []
  const path = [...at.path, key]
  if (!isJsonList(value)) throw new WrongEntry(path, value, 'a list')
  return value.map((item, index) => ({ value: item, path: [...path, index] }))
}

function mapping(at: At, key: string): At {
  const value = field(at.value, key) ?? {}
  const path = [...at.path, key]
  if (!isJsonObject(value)) throw new WrongEntry(path, value, 'a mapping')
  return { value, path }
}

function typeName(value: Json): string {
  if (isJsonList(value)) return 'a list'
  if (value === null) return 'nothing'
  if (typeof value === 'string') return 'a text'
  if (typeof value === 'object') return 'a mapping'
  return typeof value === 'boolean' ? `a boolean (${value})` : `a number (${value})`
}
