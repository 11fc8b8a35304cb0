// Finds, reads and merges the kubeconfig files. Chooses nothing.
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import { ClusterError, codeOf, messageOf } from '../../../errors.ts'
import { readFileUntil } from '../../../io/read-file.ts'
import type { Entries } from './kubeconfig-entries.ts'
import { parseKubeconfig } from './parse-kubeconfig.ts'

/** All files as one, the first entry of a name wins, as in kubectl. */
export interface MergedKubeconfig extends Entries {
  readonly files: readonly string[]
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
export async function readKubeconfigs(
  paths: readonly string[],
  signal: AbortSignal,
): Promise<MergedKubeconfig | undefined> {
  const read: MergedKubeconfig[] = []
  for (const path of paths) {
    const text = await readFile(path, signal)
    if (text !== undefined) read.push({ files: [path], ...parseKubeconfig(text, path) })
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
  const first = new Map<string, T>()
  for (const entry of entries) if (!first.has(entry.name)) first.set(entry.name, entry)
  return [...first.values()]
}

async function readFile(path: string, signal: AbortSignal): Promise<string | undefined> {
  try {
    return (await readFileUntil(path, signal)).toString('utf8')
  } catch (cause) {
    const isMissing = ['ENOENT', 'ENOTDIR'].includes(codeOf(cause) ?? '')
    if (isMissing && !signal.aborted) return undefined
    throw unreadableFile(path, `the kubeconfig ${path}`, { cause, signal })
  }
}

/** What keeps a file from being read; `called`: as messages name it. */
export function unreadableFile(
  path: string,
  called: string,
  { cause, signal }: { readonly cause: unknown; readonly signal: AbortSignal },
): ClusterError {
  if (signal.aborted) return new ClusterError(`reading ${path} was given up`, { reason: 'Aborted', cause })
  const code = codeOf(cause)
  const [why, hint] = REASONS[code ?? ''] ?? [code ?? messageOf(cause), 'is it the right file?']
  return new ClusterError(`cannot read ${called}: ${why}`, { reason: 'Config', hint, cause })
}

const REASONS: Readonly<Record<string, readonly [why: string, hint: string]>> = {
  ENOENT: ['it does not exist', 'check the path'],
  EACCES: ['permission denied', 'check its permissions'],
  EISDIR: ['it is a directory', 'name a file'],
}
