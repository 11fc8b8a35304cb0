// Where own health rules are, as a command line and settings say it. Reads no files.
import { UsageError } from '../../errors.ts'
import type { Location } from '../../manifest/manifest.ts'
import { publicUrl } from '../../manifest/url-secrets.ts'
import { defined } from '../../object/defined.ts'
import type { GivenRule, RuleText } from '../../lua/lua-rule.ts'
import type { FlagValues } from './parse-flags.ts'

/** Own health rules that are asked for. */
export interface OwnHealthFlags {
  /** A file, or `cluster` with or without a namespace; left out: nobody says. */
  readonly from?: string
  /** It is the command line that says so. */
  readonly given: boolean
  /** Where a file of settings says it. */
  readonly place?: Location
  /** What a file of settings has itself, from what wins to what does not; left out: nothing. */
  readonly rules?: readonly (readonly GivenRule[])[]
  /** What is only compiled. */
  readonly idleScripts?: readonly RuleText[]
}

/** Reads it. */
export function readOwnHealthFlags(values: FlagValues): OwnHealthFlags {
  const [from, another] = values.list('health-from')
  if (from === '') throw new UsageError('--health-from cannot be empty', 'write --health-from=FROM, or leave it out')
  if (another !== undefined) {
    const hint = 'write the rules into one file, or some of them below health in hooksync.yaml'
    throw new UsageError(`--health-from cannot be given twice: ${from} and ${another}`, hint)
  }
  const stream = from === '-' ? 'standard input is for objects' : undefined
  const refusal = /^\w+:\/\//.test(from ?? '') ? 'nothing is fetched for it' : stream
  if (refusal !== undefined) {
    throw new UsageError(
      `--health-from cannot be ${publicUrl(from ?? '')}: ${refusal}`,
      'save the rules as a file, and name that',
    )
  }
  const given = (values.line ?? values).value('health-from') !== undefined
  const place = given ? undefined : values.place?.('health-from')
  return { given, ...defined({ from, place, rules: values.rules, idleScripts: values.idleScripts }) }
}

/** The namespace of the argocd-cm that `cluster` and `cluster:NAMESPACE` name; undefined: it is a file that is named. */
export function inCluster(from: string): string | undefined {
  const [isCluster, namespace = 'argocd'] = /^cluster(?::(.+)?)?$/.exec(from) ?? []
  return isCluster === undefined ? undefined : namespace
}
