// Finds and merges the kubeconfig files. Reads them, chooses nothing.
import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, dirname, isAbsolute, join } from 'node:path'
import type { Cluster, Context, User } from '@kubernetes/client-node/dist/config_types.js'
import { ClusterError } from '../../../errors.ts'
import { field, isJsonObject, listField, stringField } from '../../../manifest/kube-object.ts'
import type { Json } from '../../../manifest/kube-object.ts'
import { FAULT_WORDS } from '../../../manifest/yaml/fault-words.ts'
import { brokenOf, documentsOf, readDocuments } from '../../../manifest/yaml/read-documents.ts'
import { locationAt, sourceText } from '../../../manifest/yaml/source-text.ts'

/** What a user entry has beyond what client-node's User carries. */
export interface UserExtras {
  readonly tokenFile: string | undefined
  readonly impersonateGroups: readonly string[]
}

/** All files as one, the first entry of a name wins, as in kubectl. */
export interface MergedKubeconfig {
  readonly files: readonly string[]
  readonly clusters: readonly Cluster[]
  readonly users: readonly (User & UserExtras)[]
  readonly contexts: readonly Context[]
  readonly currentContext: string | undefined
}

/** The files to read: --kubeconfig, else KUBECONFIG, else ~/.kube/config. */
export function kubeconfigPaths(
  explicit: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): readonly string[] {
  if (explicit !== undefined) return [explicit]
  const listed = (env['KUBECONFIG'] ?? '').split(delimiter).filter((path) => path !== '')
  return listed.length > 0 ? listed : [join(env['HOME'] ?? homedir(), '.kube', 'config')]
}

/** Reads and merges the files; those that do not exist are passed over, undefined when none exists. */
export async function readKubeconfigs(paths: readonly string[]): Promise<MergedKubeconfig | undefined> {
  const { newClusters, newContexts, newUsers } = await import('@kubernetes/client-node/dist/config_types.js')
  // A broken entry counts only when it is chosen, as in kubectl: then it is missing.
  const skip = { onInvalidEntry: 'filter' } as const
  const read: MergedKubeconfig[] = []
  for (const path of paths) {
    const text = readFile(path)
    if (text === undefined) continue
    const config = parseConfig(text, path)
    const folder = dirname(path)
    read.push({
      files: [path],
      clusters: newClusters(field(config, 'clusters'), skip).map((cluster) => absoluteCluster(cluster, folder)),
      users: newUsers(withoutTokenFile(config), skip).map((user) =>
        absoluteUser(user, rawUser(config, user.name), folder),
      ),
      contexts: newContexts(field(config, 'contexts'), skip),
      currentContext: stringField(config, 'current-context') || undefined,
    })
  }
  return read.length === 0 ? undefined : merge(read)
}

function merge(read: readonly MergedKubeconfig[]): MergedKubeconfig {
  return {
    files: read.flatMap((config) => config.files),
    clusters: firstOfName(read.flatMap((config) => config.clusters)),
    users: firstOfName(read.flatMap((config) => config.users)),
    contexts: firstOfName(read.flatMap((config) => config.contexts)),
    currentContext: read.find((config) => config.currentContext !== undefined)?.currentContext,
  }
}

function firstOfName<T extends { readonly name: string }>(entries: readonly T[]): readonly T[] {
  return entries.filter((entry, index) => entries.findIndex((other) => other.name === entry.name) === index)
}

function readFile(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    const why = code === 'EACCES' ? 'permission denied' : code === 'EISDIR' ? 'it is a directory' : String(code)
    throw new ClusterError(`cannot read the kubeconfig ${path}: ${why}`, { reason: 'Config', cause })
  }
}

function parseConfig(text: string, path: string): Json {
  const source = sourceText({ name: path, text })
  const read = readDocuments(source)
  const [document] = documentsOf(read)
  const faults = brokenOf(read).map(({ fault, chunk }) => {
    return { severity: 'error', location: locationAt(source, chunk.offset + fault.from), ...FAULT_WORDS[fault.rule] }
  })
  const told = [...faults, ...read.diagnostics, ...(document?.context.diagnostics ?? [])]
  const fault = told.find(({ severity }) => severity === 'error')
  if (fault !== undefined) {
    const place = fault.location === undefined ? path : `${path}:${fault.location.line}:${fault.location.column}`
    throw new ClusterError(`the kubeconfig ${place} cannot be read: ${fault.message}`, { reason: 'Config' })
  }
  if (document === undefined) return {}
  if (isJsonObject(document.value)) return document.value
  throw new ClusterError(`${path} is not a kubeconfig`, {
    reason: 'Config',
    hint: 'it must be a mapping with clusters, users and contexts',
  })
}

// newUsers reads `token-file` at once and relative to the working directory; we do it ourselves, later and again.
function withoutTokenFile(config: Json): readonly Json[] {
  return listField(config, 'users').map((entry) => {
    const user = field(entry, 'user')
    return isJsonObject(entry) && isJsonObject(user) ? { ...entry, user: { ...user, 'token-file': undefined } } : entry
  })
}

function rawUser(config: Json, name: string): Json | undefined {
  return field(
    listField(config, 'users').find((entry) => stringField(entry, 'name') === name),
    'user',
  )
}

function absoluteCluster(cluster: Cluster, folder: string): Cluster {
  return cluster.caFile === undefined ? cluster : { ...cluster, caFile: absolute(folder, cluster.caFile) }
}

function absoluteUser(user: User, raw: Json | undefined, folder: string): User & UserExtras {
  const tokenFile = stringField(raw, 'tokenFile') ?? stringField(raw, 'token-file')
  return {
    ...user,
    ...(user.certFile ? { certFile: absolute(folder, user.certFile) } : {}),
    ...(user.keyFile ? { keyFile: absolute(folder, user.keyFile) } : {}),
    exec: absoluteExec(field(raw, 'exec'), folder),
    tokenFile: tokenFile === undefined ? undefined : absolute(folder, tokenFile),
    impersonateGroups: listField(raw, 'as-groups').filter((group) => typeof group === 'string'),
  }
}

// A command with a slash in it is relative to its file (kubernetes/client-go:tools/clientcmd/loader.go).
function absoluteExec(exec: Json | undefined, folder: string): Json | undefined {
  const command = stringField(exec, 'command')
  if (!isJsonObject(exec) || command === undefined || !command.includes('/')) return exec ?? undefined
  return { ...exec, command: absolute(folder, command) }
}

function absolute(folder: string, path: string): string {
  return isAbsolute(path) ? path : join(folder, path)
}
