// The wrapper's decisions: which words Helm gets, and what leads it back to us. Pure; starts nothing.
import { UsageError } from '../../errors.ts'
import { readJson } from '../../object/json.ts'
import { field, isJsonObject, listField, stringField } from '../../object/kube-object.ts'
import { oneLine } from '../../object/one-line.ts'
import { helmFlags } from '../command-line/helm-flags.ts'
import type { HelmFlag, HelmMajor } from '../command-line/helm-flags.ts'
import { switchState } from '../command-line/helm-settings.ts'
import type { Env } from '../command-line/helm-settings.ts'
import { parseHelmArgs } from '../command-line/parse-helm-args.ts'
import type { HelmInvocation } from '../command-line/parse-helm-args.ts'
import { readHelmWords } from '../command-line/read-helm-words.ts'

/** The name by which a wrapped Helm 4 knows us. */
export const WRAPPED_PLUGIN = 'kubectl-hooksync'

/** The majors that can be wrapped: `v4.3.1+gabcdef` → 4. `helm` is how it was called. */
export function wrappableMajor(helm: string, version: string): HelmMajor {
  const [, major, minor] = /^v(\d+)\.(\d+)\b/m.exec(version) ?? []
  if (major === '4') return 4
  // Older ones know no --dry-run=server, which shows what a chart looks up in the cluster.
  if (major === '3' && Number(minor) >= 13) return 3
  const said = version === '' ? 'says no version' : `says it is ${oneLine(version).slice(0, 80)}`
  throw new UsageError(`${helm} ${said}; Helm 3.13 or newer, or Helm 4, is needed`, 'HELM_BIN can name another Helm')
}

/**
 * Helm's words without ours: `--no-wait` and flags with a value that are `valued`, none of which any Helm has. As the value of
 * a flag before it, such a word is Helm's.
 */
export function takeOwnWords(
  words: readonly string[],
  major: HelmMajor,
  valued: readonly string[],
): { readonly words: readonly string[]; readonly own: readonly string[] } {
  const end = words.includes('--') ? words.indexOf('--') : words.length
  const own: string[] = []
  const rest: string[] = []
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? ''
    const isFree = index < end && !takesNextWord(words[index - 1] ?? '', major)
    const isOurs = word === '--no-wait' || valued.some((name) => word === `--${name}` || word.startsWith(`--${name}=`))
    if (!isFree || !isOurs) {
      rest.push(word)
      continue
    }
    const size = word.includes('=') || word === '--no-wait' ? 1 : 2
    const taken = words.slice(index, Math.min(index + size, end))
    own.push(...taken)
    index += taken.length - 1
  }
  return { words: rest, own }
}

function takesNextWord(word: string, major: HelmMajor): boolean {
  if (!word.startsWith('-') || word.includes('=')) return false
  const flags = [...helmFlags(major, 'install').values(), ...helmFlags(major, 'upgrade').values()]
  const isMeant = ({ name, short }: HelmFlag): boolean =>
    word.startsWith('--') ? word === `--${name}` : word.at(-1) === short
  return flags.some((flag) => flag.takes === 'value' && isMeant(flag))
}

/** Whether Helm is only to show its help. */
export function asksForHelp(words: readonly string[], major: HelmMajor): boolean {
  const read = readHelmWords(words, major)
  return 'flags' in read && switchState(read.flags, 'help') === true
}

/** The files that Helm reads values from; `-` is its standard input. */
export function valueFiles(words: readonly string[], major: HelmMajor): readonly string[] {
  const read = readHelmWords(words, major)
  if (!('flags' in read)) return []
  return read.flags.flatMap(({ name, value = '' }) => {
    if (name === 'values') return value.split(',').map((path) => path.trim())
    if (name !== 'set-file') return []
    return value.split(',').map((pair) => pair.slice(pair.indexOf('=') + 1).trim())
  })
}

/** What the words mean; what cannot be wrapped is refused. */
export function readWrapped(words: readonly string[], major: HelmMajor, env: Env): HelmInvocation {
  const helm = parseHelmArgs(['helm', ...words], major, env)
  if (!helm.proven) {
    throw new UsageError(`it is not certain what Helm would do: ${helm.reason}`, 'wrapped are helm install and upgrade')
  }
  if (helm.subcommand === 'template') {
    throw new UsageError('helm template writes nothing', 'wrapped are helm install and upgrade')
  }
  if (helm.postRenderer !== undefined) {
    throw new UsageError(
      `--post-renderer ${helm.postRenderer} was given, and Helm takes one only`,
      'leave it out: the wrapper is the post-renderer',
    )
  }
  return helm
}

/** What the wrapper adds to the user's words. */
export interface Additions {
  readonly postRenderer: string
  readonly dryRun?: true
  readonly noHooks?: true
}

/** The words with ours behind them, for the last one counts; behind a `--` they would be no flags. */
export function addWords(
  words: readonly string[],
  { postRenderer, dryRun, noHooks }: Additions,
  { major, env }: { readonly major: HelmMajor; readonly env: Env },
): readonly string[] {
  const end = words.includes('--') ? words.indexOf('--') : words.length
  const added = words.toSpliced(
    end,
    0,
    `--post-renderer=${postRenderer}`,
    ...(dryRun ? ['--dry-run=server', '--output=json'] : []),
    ...(noHooks ? ['--no-hooks'] : []),
  )
  // A value may look like the end of all flags: then ours would be something else.
  const meant = readWrapped(words, major, env)
  const expected: HelmInvocation = {
    ...meant,
    postRenderer,
    dryRun: dryRun ?? meant.dryRun,
    noHooks: noHooks ?? meant.noHooks,
  }
  const read = parseHelmArgs(['helm', ...added], major, env)
  if (JSON.stringify(read) === JSON.stringify(expected)) return added
  throw new UsageError('a value is written as --', 'write it behind a =')
}

/**
 * The chart's own hooks in what Helm 3 prints for a dry run as JSON, as the documents that they were; undefined: there is
 * no release in it. Other lines stand around it: what --dependency-update saves, what a plugin for downloads has to say.
 */
export function hooksOf(printed: string): string | undefined {
  const release = printed
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map(readJson)
    .findLast((value) => stringField(value, 'name') !== undefined && isJsonObject(field(value, 'info')))
  if (release === undefined) return undefined
  return listField(release, 'hooks')
    .map((hook) => `---\n# Source: ${stringField(hook, 'path') ?? ''}\n${stringField(hook, 'manifest') ?? ''}\n`)
    .join('')
}

/** The plugin.yaml of a wrapped Helm 4; `node` and `program` are paths. */
export function wrapperPlugin(node: string, program: string): string {
  // Helm would expand a variable there.
  if (`${node}${program}`.includes('$')) {
    throw new UsageError(`Helm cannot start ${program}: its path holds a $`, 'install it in a folder without one')
  }
  return `apiVersion: v1
type: postrenderer/v1
name: ${WRAPPED_PLUGIN}
version: 0.1.0
runtime: subprocess
runtimeConfig:
  platformCommand:
    - command: ${JSON.stringify(node)}
      args: [${JSON.stringify(program)}, post-render]
`
}
