// The flags of a sync as typed options; every wrong value is a usage error that names what is right. Reads no files.
import type { ConnectOptions } from '../../cluster/kube/kube-cluster.ts'
import { UsageError } from '../../errors.ts'
import { defined } from '../../object/defined.ts'
import { parseDuration } from '../../object/duration.ts'
import type { Requirement } from '../../object/label-selector.ts'
import { readFailFast } from '../../hook/fail-fast.ts'
import { readIgnoreRule } from '../../hook/ignore-rule.ts'
import { parseSyncOptions } from '../../hook/sync-options.ts'
import type { Diagnostic } from '../../manifest/diagnostic.ts'
import { ARGO_POLICY, OUR_POLICY } from '../../policy.ts'
import { DRY_RUNS, SYNC_DEFAULTS, UNKNOWN_HEALTH } from '../../sync/sync-options.ts'
import type { SyncOptions, SyncSettings } from '../../sync/sync-options.ts'
import type { SourceSelection } from '../../manifest/read-sources.ts'
import type { OutputFormat } from '../../report/output-format.ts'
import { OUTPUT_FORMATS } from '../../report/output-format.ts'
import type { ColorMode } from '../../report/style.ts'
import { COLOR_MODES } from '../../report/style.ts'
import { LOCK_MODES } from '../../inventory/lock.ts'
import type { LockOptions } from '../../inventory/lock.ts'
import { readAppFlags } from './app-flags.ts'
import type { AppFlags } from './app-flags.ts'
import { FLAGS } from './flags.ts'
import type { FlagName } from './flags.ts'
import { readGlobs } from './glob-flags.ts'
import { readLogFlags } from './log-flags.ts'
import type { LogFlags } from './log-flags.ts'
import { readOwnHealthFlags } from './own-health-flags.ts'
import type { OwnHealthFlags } from './own-health-flags.ts'
import type { FlagValues, PartOfManifests } from './parse-flags.ts'
import { readReportFlag } from './report-flag.ts'
import { readSelector } from './selector-flag.ts'
import { retoldFlags } from './retold-flags.ts'
import type { RetoldFlags } from './retold-flags.ts'

/** Where manifests come from. */
export interface SourceFlags extends SourceSelection {
  readonly selector: readonly Requirement[]
  /** Whether it may be that there are no objects; `senseless`: no flag can allow it. */
  readonly empty: 'allowed' | 'refused' | 'senseless'
  /** What is told with what is found in them. */
  readonly notes?: readonly Diagnostic[]
}

/** Which cluster, as whom. */
export type ConnectionFlags = ConnectOptions

/** How it is told. */
export interface OutputFlags {
  /** Undefined: what fits the output. */
  readonly format: OutputFormat | undefined
  readonly color: ColorMode
  readonly detail: 'normal' | 'verbose'
  /** The file that the run is written to as a page; left out: none. */
  readonly report?: string
}

/** How it is synced: as usual, but where a flag says otherwise. Without a revision it is made from the manifests. */
export type OperationFlags = Pick<SyncOptions, Exclude<keyof typeof SYNC_DEFAULTS, 'namespace'>> &
  Pick<SyncSettings, 'revision' | 'logs' | 'unknownHealth'>

/** All that the command line of a sync says. */
export interface SyncFlags {
  readonly source: SourceFlags
  readonly connection: ConnectionFlags
  readonly operation: OperationFlags
  /** Undefined: nothing is recorded, and nothing pruned. What is not in manifests that are not the whole has not left them. */
  readonly app: (AppFlags & { readonly isWhole: boolean }) | undefined
  readonly takeOwnership: boolean
  readonly ownHealth: OwnHealthFlags
  readonly lock: Pick<LockOptions, 'mode' | 'waitMs'>
  /** For another command about the same. */
  readonly retold: RetoldFlags
  readonly logs: LogFlags
  readonly output: OutputFlags
}

/** Reads the flags of a sync; where something else than manifests says what there is to do, they may be left out. */
export function readSyncFlags(values: FlagValues, instead?: 'app'): SyncFlags {
  const app = readAppFlags(values)
  const part = app === undefined || instead !== undefined ? undefined : values.part
  if (app?.prune === true && part?.prune !== undefined) throw part.prune
  const isPart = part?.app !== undefined && app?.prune === false
  const source = readSourceFlags(values, instead)
  return {
    source: isPart ? { ...source, notes: [...(source.notes ?? []), partNote(part, values)] } : source,
    connection: readConnectionFlags(values),
    operation: readOperationFlags(values),
    app: app && { ...app, isWhole: !isPart },
    lock: {
      mode: LOCK_MODES.find((mode) => mode === values.value('lock')) ?? 'auto',
      waitMs: duration(values, 'wait-lock') ?? 0,
    },
    takeOwnership: values.switch('take-ownership') ?? false,
    ownHealth: readOwnHealthFlags(values),
    retold: retoldFlags(values),
    logs: readLogFlags(values),
    output: { ...readOutputFlags(values), ...readReportFlag(values) },
  }
}

function partNote({ by }: PartOfManifests, values: FlagValues): Diagnostic {
  const message = `what left the manifests of app ${values.value('app')} is not known, and not told, with ${by}`
  return { code: 'PART_OF_APP', severity: 'note', message }
}

/** Reads the flags that say where manifests come from. */
export function readSourceFlags(values: FlagValues, instead?: 'app'): SourceFlags {
  const files = values.list('filename').flatMap((value) => value.split(','))
  const kustomize = text(values, 'kustomize')
  const recursive = values.switch('recursive') ?? false
  if (files.includes('')) throw new UsageError('--filename cannot be empty', 'write -f FILE, -f DIR or -f -')
  if (files.length === 0 && kustomize === undefined && instead === undefined) {
    throw new UsageError(
      'no manifests were given',
      'write -f FILE, -f DIR, -f - or -k DIR; kubectl hooksync --help shows examples',
    )
  }
  if (kustomize !== undefined && (files.length > 0 || recursive)) {
    throw new UsageError('--kustomize cannot be used with --filename or --recursive', 'write either -k DIR or -f PATH')
  }
  const kustomizeFlags = readKustomizeFlags(values)
  const [kustomizeFlag] = kustomizeFlags
  if (kustomizeFlag !== undefined && kustomize === undefined) {
    throw new UsageError(
      `${kustomizeFlag.replace(/=.*/s, '')} needs --kustomize`,
      'it is a flag of kubectl kustomize: -k DIR',
    )
  }
  const empty = values.switch('allow-empty') === true ? 'allowed' : 'refused'
  return {
    files,
    recursive,
    selector: readSelector(text(values, 'selector') ?? ''),
    empty,
    ...(values.notes === undefined ? {} : { notes: values.notes }),
    ...readGlobs(values),
    ...(kustomize === undefined ? {} : { kustomize, kustomizeFlags }),
  }
}

/** As `kubectl kustomize` takes them. */
function readKustomizeFlags(values: FlagValues): readonly string[] {
  const restrictor = text(values, 'load-restrictor')
  const helm = text(values, 'helm-command')
  return [
    ...(values.switch('enable-helm') === true ? ['--enable-helm'] : []),
    ...(helm === undefined ? [] : [`--helm-command=${helm}`]),
    ...(restrictor === undefined ? [] : [`--load-restrictor=${restrictor}`]),
    ...(values.switch('enable-alpha-plugins') === true ? ['--enable-alpha-plugins'] : []),
  ]
}

/** Reads the flags that say which cluster, as whom. */
export function readConnectionFlags(values: FlagValues): ConnectionFlags {
  const asGroup = values.list('as-group')
  if (asGroup.includes('')) throw emptyValue('as-group')
  const as = text(values, 'as')
  if (asGroup.length > 0 && as === undefined) {
    throw new UsageError('--as-group needs --as', 'a group is impersonated together with a user: --as=USER')
  }
  return {
    namespace: readNamespace(values),
    context: text(values, 'context'),
    ...(values.contexts === undefined ? {} : { contexts: values.contexts }),
    cluster: text(values, 'cluster'),
    user: text(values, 'user'),
    kubeconfig: text(values, 'kubeconfig'),
    as,
    asGroup,
    token: text(values, 'token'),
    server: text(values, 'server'),
    requestTimeoutMs: readRequestTimeout(values),
    insecureSkipTlsVerify: values.switch('insecure-skip-tls-verify') ?? false,
  }
}

/** Reads the flags that say how it is told. */
export function readOutputFlags(values: FlagValues): OutputFlags {
  return {
    format: OUTPUT_FORMATS.find((format) => format === values.value('output')),
    color: COLOR_MODES.find((mode) => mode === values.value('color')) ?? 'auto',
    detail: values.switch('verbose') === true ? 'verbose' : 'normal',
  }
}

/** Who is at the command line wants a deployment ended that he ends; a caller of the library says so himself. In milliseconds. */
const GRACE_MS = 30_000

/** Reads the flags that say how it is synced. With `--argo-compat` what is not said is Argo CD's. */
export function readOperationFlags(values: FlagValues): OperationFlags {
  const policy = values.switch('argo-compat') === true ? ARGO_POLICY : OUR_POLICY
  const { namespace: _, ...usual } = { ...SYNC_DEFAULTS, ...policy.defaults, graceMs: GRACE_MS, policy }
  const said = defined({
    unknownHealth: UNKNOWN_HEALTH.find((how) => how === values.value('unknown-health')),
    dryRun: DRY_RUNS.find((mode) => mode === values.value('dry-run')),
    timeoutMs: readTimeout(values),
    waveDelayMs: duration(values, 'wave-delay'),
    graceMs: duration(values, 'grace'),
    degradedGraceMs: duration(values, 'degraded-grace'),
    failFast: readFailFast(values.value('fail-fast') ?? {}, '--fail-fast'),
    concurrency: readConcurrency(values),
    fieldManager: readFieldManager(values),
    // An empty revision is one: Argo CD has none for an app of several sources.
    revision: values.value('revision'),
    syncOptions: readSyncOptions(values),
    ignoreDifferences: values.list('ignore-difference').map((rule) => readIgnoreRule(rule, '--ignore-difference')),
  })
  return { ...usual, ...said, ...readSwitches(values) }
}

/** The options that a switch of the table names. */
function readSwitches(values: FlagValues): Readonly<Record<string, boolean>> {
  const said = FLAGS.map(({ name, option = '' }) => [option, values.switch(name)] as const)
  return Object.fromEntries(
    said.flatMap(([option, state]) => (option === '' || state === undefined ? [] : [[option, state]])),
  )
}

function text(values: FlagValues, name: FlagName): string | undefined {
  const value = values.value(name)
  if (value === '') throw emptyValue(name)
  return value
}

/** Often a variable that is not set. */
function emptyValue(name: FlagName): UsageError {
  const value = FLAGS.find((flag) => flag.name === name)?.value ?? 'VALUE'
  return new UsageError(`--${name} cannot be empty`, `write --${name}=${value}, or leave it out`)
}

/** A name that no namespace can have is a slip, whatever the cluster would say (kubernetes/apimachinery:pkg/util/validation, IsDNS1123Label). */
function readNamespace(values: FlagValues): string | undefined {
  const name = text(values, 'namespace')
  if (name === undefined || /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(name)) return name
  throw new UsageError(
    `--namespace cannot be "${name}"`,
    'write lower-case letters, digits and dashes, at most 63, a letter or digit first and last',
  )
}

const DURATION_HINT = 'write a duration with units, like 90s, 30m or 1h5m'
function duration(values: FlagValues, name: FlagName): number | undefined {
  const value = values.value(name)
  if (value === undefined) return undefined
  const milliseconds = parseDuration(value)
  if (milliseconds !== undefined) return milliseconds
  const hint = /^\d+$/.test(value) ? `write ${value}s for seconds or ${value}m for minutes` : DURATION_HINT
  throw new UsageError(`--${name} cannot be "${value}"`, hint)
}

/** Node's timers end at 2^31 - 1 milliseconds, 24.8 days. */
const LONGEST_MS = 2 ** 31 - 1

function readTimeout(values: FlagValues): number | undefined {
  const milliseconds = duration(values, 'timeout')
  if (milliseconds === undefined || (milliseconds > 0 && milliseconds <= LONGEST_MS)) return milliseconds
  throw new UsageError(
    `--timeout cannot be "${values.value('timeout')}"`,
    'write a duration above zero and up to 500h, like 30m',
  )
}

/** As kubectl takes it: a duration, or whole seconds. */
function readRequestTimeout(values: FlagValues): number | undefined {
  const value = values.value('request-timeout')
  return value !== undefined && /^\d+$/.test(value) ? Number(value) * 1000 : duration(values, 'request-timeout')
}

function readConcurrency(values: FlagValues): number | undefined {
  const value = values.value('concurrency')
  if (value === undefined) return undefined
  const number = /^\d{1,3}$/.test(value) ? Number(value) : 0
  if (number >= 1 && number <= 256) return number
  throw new UsageError(`--concurrency cannot be "${value}"`, 'write a whole number from 1 to 256')
}

/** The server takes printable characters, 128 at most (kubernetes/apimachinery:pkg/apis/meta/v1/validation/validation.go). */
function readFieldManager(values: FlagValues): string | undefined {
  const value = text(values, 'field-manager')
  if (value === undefined || (value.length <= 128 && /^\P{C}*$/u.test(value))) return value
  throw new UsageError(
    '--field-manager is too long or not printable',
    'write a name of at most 128 printable characters',
  )
}

function readSyncOptions(values: FlagValues): SyncOptions['syncOptions'] {
  const create = values.value('create-namespace')
  const words = create === undefined ? [] : [`CreateNamespace=${create === 'false' ? 'false' : 'true'}`]
  const said = values.list('sync-option')
  if (said.includes('')) throw emptyValue('sync-option')
  const { options, diagnostics } = parseSyncOptions([...said, ...words])
  const [first] = diagnostics
  if (first === undefined) return create === 'all' ? { ...options, createNamespace: 'all' } : options
  throw new UsageError(`--sync-option: ${diagnostics.map(({ message }) => message).join('; ')}`, first.hint)
}
