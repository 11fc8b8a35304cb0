// Sync options, of one object (annotation) and of the whole sync (`--sync-option`).
import type { Diagnostic } from '../manifest/diagnostic.ts'
import { suggest } from '../manifest/suggest.ts'
import { csv } from './annotations.ts'
import { isExtraneousIgnored } from './compare-options.ts'
import type { AnnotationFacts, ObjectOptions } from './directives.ts'

/** All options that Argo CD reads in an object's annotation (argo-cd:docs/user-guide/sync-options.md). */
export const OBJECT_SYNC_OPTIONS = [
  'Prune=false',
  'Prune=true',
  'Prune=confirm',
  'Delete=false',
  'Delete=true',
  'Delete=confirm',
  'PruneLast=true',
  'Validate=false',
  'Validate=true',
  'Replace=true',
  'Replace=false',
  'Force=true',
  'Force=false',
  'ServerSideApply=true',
  'ServerSideApply=false',
  'SkipDryRunOnMissingResource=true',
  'SkipDryRunOnMissingResource=false',
] as const

/** The options that `--sync-option` takes. */
export const SYNC_OPTIONS = [
  'CreateNamespace=true',
  'CreateNamespace=false',
  'Validate=true',
  'Validate=false',
  'ServerSideApply=true',
  'Replace=true',
  'Replace=false',
  'Force=true',
  'Force=false',
  'SkipDryRunOnMissingResource=true',
  'SkipDryRunOnMissingResource=false',
  'ApplyOutOfSyncOnly=true',
  'ApplyOutOfSyncOnly=false',
  'PruneLast=true',
  'PruneLast=false',
  'Prune=true',
  'Prune=false',
  'Prune=confirm',
  'Delete=true',
  'Delete=false',
  'Delete=confirm',
  'PrunePropagationPolicy=foreground',
  'PrunePropagationPolicy=background',
  'PrunePropagationPolicy=orphan',
  'FailOnSharedResource=true',
  'FailOnSharedResource=false',
  'RespectIgnoreDifferences=true',
  'RespectIgnoreDifferences=false',
  'ClientSideApplyMigration=true',
  'ClientSideApplyMigration=false',
] as const

/** Those of them that mean something to a deletion, which heeds what asks to be confirmed of both kinds, as Argo CD does. */
export const DELETE_SYNC_OPTIONS = SYNC_OPTIONS.filter((option) =>
  /^(?:Delete=|Prune=(?:true|confirm)|PrunePropagationPolicy=)/.test(option),
)

type Choice = 'true' | 'false' | 'confirm'

/** The options of a whole sync. */
export interface SyncOptionSet {
  /** `all`: every namespace that the manifests use, and not only the destination. */
  readonly createNamespace: boolean | 'all'
  readonly validate: boolean
  readonly serverSideApply: boolean
  readonly replace: boolean
  readonly force: boolean
  readonly skipDryRunOnMissingResource: boolean
  readonly applyOutOfSyncOnly: boolean
  readonly pruneLast: boolean
  /** Of objects that say nothing themselves; `confirm` also when their application is deleted. */
  readonly prune: Choice
  /** Of objects that say nothing themselves, when their application is deleted. */
  readonly delete: Choice
  /** How pruned resources and hooks are deleted. */
  readonly propagation: 'Foreground' | 'Background' | 'Orphan'
  /** What others own is not touched, whatever the policy. */
  readonly failOnSharedResource: boolean
  /** What ignoreDifferences names keeps its live value when the object is written. */
  readonly respectIgnoreDifferences: boolean
  /** Server-side apply takes over first what kubectl has applied client-side. */
  readonly clientSideApplyMigration: boolean
}

/** Reads the values of `--sync-option`; each may be a list with commas. An option that is not known is refused, not ignored. */
export function parseSyncOptions(values: readonly string[]): {
  options: SyncOptionSet
  diagnostics: readonly Diagnostic[]
} {
  const words = values.flatMap((value) => csv(value))
  const diagnostics = words
    .filter((word) => !SYNC_OPTIONS.some((option) => option === word))
    .map((word) => unknownOption(word, SYNC_OPTIONS))
  return { options: syncOptionSet(words), diagnostics }
}

/** Folds options into a set; the last of two that contradict each other counts, unknown ones do not. */
export function syncOptionSet(words: readonly string[]): SyncOptionSet {
  const values = new Map(words.map((word) => [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)]))
  return {
    createNamespace: values.get('CreateNamespace') === 'true',
    validate: values.get('Validate') !== 'false',
    serverSideApply: values.get('ServerSideApply') === 'true',
    replace: values.get('Replace') === 'true',
    force: values.get('Force') === 'true',
    skipDryRunOnMissingResource: values.get('SkipDryRunOnMissingResource') === 'true',
    applyOutOfSyncOnly: values.get('ApplyOutOfSyncOnly') === 'true',
    pruneLast: values.get('PruneLast') === 'true',
    prune: choiceOf(values.get('Prune')),
    delete: choiceOf(values.get('Delete')),
    propagation: PROPAGATIONS.get(values.get('PrunePropagationPolicy') ?? '') ?? 'Foreground',
    failOnSharedResource: values.get('FailOnSharedResource') === 'true',
    respectIgnoreDifferences: values.get('RespectIgnoreDifferences') === 'true',
    clientSideApplyMigration: values.get('ClientSideApplyMigration') !== 'false',
  }
}

function choiceOf(value: string | undefined): Choice {
  return value === 'false' || value === 'confirm' ? value : 'true'
}

const PROPAGATIONS = new Map<string, SyncOptionSet['propagation']>([
  ['background', 'Background'],
  ['orphan', 'Orphan'],
])

/** The options of a sync for which nothing was said. */
export const NO_SYNC_OPTIONS: SyncOptionSet = syncOptionSet([])

/** The options of one object; a word counts that is spelt exactly. */
export function readOptions({ syncOptions, compareOptions }: AnnotationFacts): ObjectOptions {
  const words = csv(syncOptions?.value)
  const has = (option: (typeof OBJECT_SYNC_OPTIONS)[number]): boolean => words.includes(option)
  return {
    replace: has('Replace=true'),
    force: has('Force=true'),
    serverSideApply: has('ServerSideApply=true') || (has('ServerSideApply=false') ? false : undefined),
    validate: !has('Validate=false'),
    skipDryRunOnMissingResource: has('SkipDryRunOnMissingResource=true'),
    pruneLast: has('PruneLast=true'),
    delete: (['true', 'false', 'confirm'] as const).find((word) => has(`Delete=${word}`)),
    prune: (['true', 'false', 'confirm'] as const).find((word) => has(`Prune=${word}`)),
    ignoreExtraneous: isExtraneousIgnored(compareOptions),
  }
}

/** Options that Argo CD reads of an Application only, and the flag that does the same here, where there is one. */
const APPLICATION_OPTIONS: ReadonlyMap<string, string | undefined> = new Map([
  ['CreateNamespace', '--create-namespace'],
  ['ApplyOutOfSyncOnly', '--sync-option ApplyOutOfSyncOnly=true'],
  ['RespectIgnoreDifferences', '--sync-option RespectIgnoreDifferences=true'],
  ['ClientSideApplyMigration', '--sync-option ClientSideApplyMigration=false'],
  ['FailOnSharedResource', '--sync-option FailOnSharedResource=true'],
  ['PrunePropagationPolicy', '--sync-option PrunePropagationPolicy=…'],
])

/** The finding for an object's option that counts for an Application only; undefined for any other word. */
export function applicationOption(word: string): Diagnostic | undefined {
  const name = word.split('=')[0] ?? word
  if (!word.includes('=') || !APPLICATION_OPTIONS.has(name)) return undefined
  const flag = APPLICATION_OPTIONS.get(name)
  return {
    code: 'NO_EFFECT',
    severity: 'warning',
    message: `${word} counts for a whole Application, not for one object: ignored, as in Argo CD`,
    hint: flag === undefined ? 'leave it out' : `leave it out; for the whole sync it is ${flag}`,
  }
}

/** The finding for an option that nobody knows. */
export function unknownOption(word: string, known: readonly string[]): Diagnostic {
  const name = word.split('=')[0] ?? word
  const values = known.filter((option) => option.startsWith(`${name}=`))
  const near = suggest(word, known)
  const hint = values.length > 0 ? `one of ${values.join(', ')}` : `known are ${known.join(', ')}`
  return {
    code: 'UNKNOWN_SYNC_OPTION',
    severity: 'error',
    message: `"${word}" is not a sync option`,
    hint: near === undefined ? hint : `did you mean ${near}?`,
  }
}
