// The kubectl command that shows or stops what a run leaves behind, ready to be copied into a shell. Runs nothing.
import type { ResourceKey } from '../object/resource-key.ts'

/** What the command does with the object. */
export type KubectlVerb = 'logs' | 'describe' | 'delete'

/** Groups whose kinds kubectl finds by their kind alone. */
const KNOWN_GROUPS: ReadonlySet<string> = new Set(['', 'apps', 'batch', 'autoscaling', 'policy'])

/** How the cluster is reached, and what of the object is meant. */
export interface KubectlReach {
  /** Of which container the log is shown; left out: kubectl finds it. */
  readonly container?: string | undefined
  /** Left out: none is known. */
  readonly context?: string | undefined
  /** The flags that say which cluster, as whom, as they were given. */
  readonly connection?: readonly string[] | undefined
}

/** `kubectl --context dev -n shop logs job/migrate`; the context is left out where none is known. */
export function kubectlCommand(
  verb: KubectlVerb,
  key: ResourceKey,
  { context, connection = [], container }: KubectlReach = {},
): string {
  const isSaid = context === undefined || connection.some((word) => /^--context(=|$)/.test(word))
  const words = [
    'kubectl',
    ...connection,
    ...(isSaid ? [] : ['--context', context]),
    ...(key.namespace === '' ? [] : ['-n', key.namespace]),
    verb,
    `${kindWord(key)}/${key.name}`,
    ...(container === undefined ? [] : ['-c', container]),
  ]
  return words.map(shellWord).join(' ')
}

function kindWord({ group, kind }: ResourceKey): string {
  const word = kind.toLowerCase()
  return KNOWN_GROUPS.has(group) ? word : `${word}.${group}`
}

/** Names come from files: in a shell nothing of them may be more than a word. */
function shellWord(word: string): string {
  return /^[\w./:@%+=,-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`
}
