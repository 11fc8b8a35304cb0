// Helm's command line → what Helm is doing, or why that is not certain. Doubt is never a proof.
import { parseDuration } from '../../object/duration.ts'
import { helmFlags } from './helm-flags.ts'
import type { HelmMajor, HelmSubcommand } from './helm-flags.ts'
import {
  goBoolean,
  helmConnection,
  helmNamespace,
  helmStorage,
  lastGiven,
  lastValue,
  switchState,
} from './helm-settings.ts'
import type { Env, HelmConnection, HelmStorage } from './helm-settings.ts'
import { readHelmWords } from './read-helm-words.ts'
import type { GivenFlag, HelmWords } from './read-helm-words.ts'

/** What Helm is told to do with a release. */
export interface HelmOrders {
  readonly timeoutMs: number
  /** How Helm itself awaits the objects after its apply; Helm 3 has only one way to do so. */
  readonly wait: WaitStrategy
  /** Jobs, too, where it waits at all. */
  readonly waitForJobs: boolean
  /** Of `upgrade`: it counts only together with `installIfMissing`. */
  readonly createNamespace: boolean
  readonly installIfMissing: boolean
  /** Of `install`: a name may be used again. */
  readonly replaceName: boolean
  readonly noHooks: boolean
  readonly takeOwnership: boolean
  /** Without `--disable-openapi-validation`. */
  readonly validate: boolean
  /** Helm 3 has no such thing as conflicts: false. */
  readonly forceConflicts: boolean
  /** PUT instead of patch: `--force` and, on Helm 4, `--force-replace`. */
  readonly forceReplace: boolean
  /** Helm 3 alone: it restarts the Pods of what it has applied. */
  readonly recreatePods: boolean
  /** Helm 3: false. */
  readonly serverSide: 'true' | 'false' | 'auto'
  /** `--atomic`, on Helm 4 `--rollback-on-failure`. */
  readonly rollbackOnFailure: boolean
  /** The value of `--post-renderer`. */
  readonly postRenderer: string | undefined
}

/** What a command line of Helm proves. */
export interface HelmInvocation extends HelmOrders {
  readonly proven: true
  /** Undefined: not known, and the command line means the same to both. */
  readonly major: HelmMajor | undefined
  readonly subcommand: HelmSubcommand
  /** Helm will write nothing: `template`, or a dry `--dry-run`. */
  readonly dryRun: boolean
  /** Undefined only in a dry run. */
  readonly release: string | undefined
  readonly chart: string
  /** Undefined: the context's, else `default`. */
  readonly namespace: string | undefined
  readonly connection: HelmConnection
  readonly storage: HelmStorage
}

/** How Helm waits. */
export type WaitStrategy = 'none' | 'watcher' | 'legacy'

/** Why it is not certain what Helm is doing. */
export interface NotProven {
  readonly proven: false
  /** A sentence's part without a full stop: `helm upgrade has no flag --nope`. */
  readonly reason: string
}

/** Reads a command line with the executable as its first word. `major` undefined: it must mean the same to both. */
export function parseHelmArgs(
  argv: readonly string[],
  major: HelmMajor | undefined,
  env: Env,
): HelmInvocation | NotProven {
  if (major !== undefined) return parseFor(argv, major, env)
  const [older, newer] = [parseFor(argv, 3, env), parseFor(argv, 4, env)]
  if (!older.proven || !newer.proven) return older.proven ? newer : older
  const same = { major: undefined, serverSide: newer.serverSide }
  const [one, other] = [
    { ...older, ...same },
    { ...newer, ...same },
  ]
  return JSON.stringify(one) === JSON.stringify(other)
    ? other
    : notProven('the command line means different things to Helm 3 and Helm 4')
}

function parseFor(argv: readonly string[], major: HelmMajor, env: Env): HelmInvocation | NotProven {
  const words = readHelmWords(argv.slice(1), major)
  if ('reason' in words) return notProven(words.reason)
  const fault = findFault(words, major)
  if (fault !== undefined) return notProven(fault)
  const { subcommand, flags, positionals } = words
  const dryRun = subcommand === 'template' || isDryRun(lastGiven(flags, 'dry-run'), major) === true
  const named = switchState(flags, 'generate-name') !== true && (lastValue(flags, 'name-template') ?? '') === ''
  const storage = helmStorage(env)
  if (storage === undefined) return notProven(`HELM_DRIVER is ${env['HELM_DRIVER']}, which Helm does not know`)
  const invocation: HelmInvocation = {
    proven: true,
    major,
    subcommand,
    dryRun,
    release: named && positionals.length === 2 ? positionals[0] : undefined,
    chart: positionals.at(-1) ?? '',
    namespace: helmNamespace(flags, env),
    connection: helmConnection(flags, env),
    storage,
    ...readHelmOrders(flags, { major, subcommand }),
  }
  return dryRun ? invocation : (findDoubt(invocation, positionals) ?? invocation)
}

/** What Helm itself would have refused before it rendered: then the words are not what they seem. */
function findFault({ subcommand, flags, positionals }: HelmWords, major: HelmMajor): string | undefined {
  const known = helmFlags(major, subcommand)
  for (const { name, value } of flags) {
    if (known.get(name)?.takes !== 'switch' || value === undefined || goBoolean(value) !== undefined) continue
    return `--${name} is neither true nor false but "${value}"`
  }
  if (switchState(flags, 'help') === true) return 'Helm was asked for help'
  const dryRun = lastGiven(flags, 'dry-run')
  if (subcommand !== 'template' && isDryRun(dryRun, major) === undefined) {
    return `Helm ${major} does not know --dry-run=${dryRun?.value}`
  }
  const least = subcommand === 'upgrade' ? 2 : 1
  if (positionals.length < least || positionals.length > 2) {
    return `helm ${subcommand} was given ${positionals.length} arguments`
  }
  if (major === 4 && flags.filter(({ name, value }) => name === 'post-renderer' && value !== '').length > 1) {
    return 'Helm 4 takes --post-renderer only once'
  }
  return findBadValue(flags, subcommand)
}

function findBadValue(flags: readonly GivenFlag[], subcommand: HelmSubcommand): string | undefined {
  const timeout = lastValue(flags, 'timeout')
  if (timeout !== undefined && parseDuration(timeout) === undefined) return `--timeout cannot be "${timeout}"`
  // Helm looks at this value only after it has rendered.
  const serverSide = lastValue(flags, 'server-side')
  if (subcommand !== 'upgrade' || serverSide === undefined || isServerSide(serverSide)) return undefined
  return `--server-side cannot be "${serverSide}"`
}

/** What a real run must show besides. */
function findDoubt(invocation: HelmInvocation, positionals: readonly string[]): NotProven | undefined {
  const { subcommand, release, installIfMissing, storage } = invocation
  if (release === undefined) {
    return notProven(
      positionals.length === 2
        ? 'Helm makes up the name of the release'
        : `helm ${subcommand} was given no name for the release`,
    )
  }
  if (installIfMissing && (storage === 'sql' || storage === 'memory')) {
    return notProven(`whether it installs or upgrades stands in Helm's ${storage} storage, which we cannot read`)
  }
  return undefined
}

/** How long Helm gives each of its waits where nothing is said. */
export const HELM_TIMEOUT_MS = 300_000

/** Reads what the flags tell Helm to do. */
export function readHelmOrders(
  flags: readonly GivenFlag[],
  { major, subcommand }: { readonly major: HelmMajor; readonly subcommand: HelmSubcommand },
): HelmOrders {
  const isOn = (...names: readonly string[]): boolean => switchState(flags, ...names) === true
  const rollbackOnFailure = isOn('atomic', 'rollback-on-failure')
  return {
    timeoutMs: parseDuration(lastValue(flags, 'timeout') ?? '') ?? HELM_TIMEOUT_MS,
    wait: waitStrategy(lastGiven(flags, 'wait'), rollbackOnFailure),
    waitForJobs: isOn('wait-for-jobs'),
    createNamespace: isOn('create-namespace'),
    installIfMissing: isOn('install'),
    replaceName: isOn('replace'),
    noHooks: isOn('no-hooks'),
    takeOwnership: isOn('take-ownership'),
    validate: !isOn('disable-openapi-validation'),
    forceConflicts: isOn('force-conflicts'),
    forceReplace: isOn('force', 'force-replace'),
    recreatePods: isOn('recreate-pods'),
    serverSide: major === 3 ? 'false' : readServerSide(flags, subcommand),
    rollbackOnFailure,
    postRenderer: flags.findLast(({ name, value }) => name === 'post-renderer' && value !== '')?.value,
  }
}

function readServerSide(flags: readonly GivenFlag[], subcommand: HelmSubcommand): HelmInvocation['serverSide'] {
  const value = lastValue(flags, 'server-side')
  if (subcommand === 'upgrade') return value !== undefined && isServerSide(value) ? value : 'auto'
  return switchState(flags, 'server-side') === false ? 'false' : 'true'
}

function isServerSide(value: string): value is HelmInvocation['serverSide'] {
  return value === 'true' || value === 'false' || value === 'auto'
}

/** Helm 4 has strategies for `--wait`; `false` means none. Who may have to roll back always waits. */
function waitStrategy(given: GivenFlag | undefined, rollbackOnFailure: boolean): WaitStrategy {
  if (given?.value === 'legacy') return 'legacy'
  const isOn = given !== undefined && goBoolean(given.value ?? 'true') !== false && given.value !== 'hookOnly'
  return isOn || rollbackOnFailure ? 'watcher' : 'none'
}

/** Undefined: Helm refuses the value. */
function isDryRun(given: GivenFlag | undefined, major: HelmMajor): boolean | undefined {
  if (given === undefined) return false
  const value = given.value ?? 'client'
  if (value === 'client' || value === 'server' || value === 'true') return true
  if (value === 'none' || value === 'false') return false
  if (major === 3) return value === '' ? false : undefined
  return value === 'unset' ? true : goBoolean(value)
}

function notProven(reason: string): NotProven {
  return { proven: false, reason }
}
