// Own health rules as a command needs them: those of a file before a cluster is asked for anything, those of a cluster behind that.
import { UsageError } from '../../errors.ts'
import { tellPeople } from '../../guard/tell.ts'
import { layeredRules } from '../../health/own-rules.ts'
import type { OwnHealth } from '../../health/own-rules.ts'
import type { GivenRule } from '../../lua/lua-rule.ts'
import type { Diagnostic } from '../../manifest/diagnostic.ts'
import { renderDiagnostic } from '../../manifest/render-diagnostic.ts'
import { defined } from '../../object/defined.ts'
import { untilSignal } from '../interruption.ts'
import type { Input } from '../read-input.ts'
import type { CommandWorld, Connection } from '../run-context.ts'
import { untilAnswered } from '../with-connection.ts'
import { inCluster } from '../flags/own-health-flags.ts'
import type { OwnHealthFlags } from '../flags/own-health-flags.ts'
import type { Io } from '../../io.ts'

/** From where a file is named, and what ends the reading. */
export type HealthReading = Pick<Io, 'cwd' | 'signal'>

/** Own rules as far as no cluster was asked for them. */
export interface FoundHealth {
  readonly own: OwnHealth
  /** What is wrong with them; with an error among that nothing may be touched. */
  readonly diagnostics: readonly Diagnostic[]
  /** Where in a cluster they are, and whether the command line says so. */
  readonly cluster?: { readonly namespace: string; readonly given: boolean }
  /** They as they were given, from what wins to what does not. */
  readonly rules?: readonly GivenRule[]
  /** The file that some of them are read of. */
  readonly file?: RulesFile
}

/** A file of rules. */
export interface RulesFile {
  /** As seen from the current folder. */
  readonly path: string
  /** What names it: a flag, or a key. */
  readonly by: string
}

/** Nobody has given any. */
export const NO_RULES: FoundHealth = { own: {}, diagnostics: [] }

/** Reads the rules of the file that `--health-from` names, with those that a file of settings has itself. */
export async function readOwnHealth(
  { from, given, place, rules = [], idleScripts = [] }: OwnHealthFlags,
  io: HealthReading,
): Promise<FoundHealth> {
  const namespace = from === undefined ? undefined : inCluster(from)
  const cluster = namespace === undefined ? undefined : { namespace, given }
  const path = cluster === undefined ? from : undefined
  if (path === undefined && rules.length === 0 && idleScripts.length === 0)
    return { ...NO_RULES, ...defined({ cluster }) }
  const { rulesOf } = await import('./read-rules.ts')
  const reading = rulesOf({ path, place, given, rules, idleScripts }, io)
  const found = await untilSignal(reading, io.signal, () => `${path ?? 'Lua'} has not ended`)
  const file = path === undefined ? undefined : { path, by: given ? '--health-from' : 'healthFrom' }
  return { ...found, ...defined({ cluster, file }) }
}

/** What is odd about rules beside the manifests that they are to judge; `applied`: the manifests are written, as the values of -f name them. */
export async function oddBeside(
  found: FoundHealth,
  { manifests, unselected }: Pick<Input, 'manifests' | 'unselected'>,
  applied?: { readonly files: readonly string[]; readonly cwd: string },
): Promise<readonly Diagnostic[]> {
  if (found.rules === undefined) return []
  const { appliedRules, misspeltRules } = await import('./against-manifests.ts')
  const misspelt = misspeltRules(found, [...manifests, ...unselected])
  if (found.file === undefined || applied === undefined) return misspelt
  return [...misspelt, ...appliedRules(found.file, manifests, applied)]
}

/** The rules with those that only the cluster has, once what is odd about them was told; throws what is wrong with these, with exit code 3. */
export async function ownHealthOn(found: FoundHealth, { connection, world, io }: Asking): Promise<OwnHealth> {
  if (found.cluster === undefined) return found.own
  const { namespace, given } = found.cluster
  const { rulesOfCluster } = await import('./read-rules.ts')
  const reading = rulesOfCluster(connection.cluster, namespace, io)
  const { own, diagnostics } = await untilAnswered(reading, io.signal, { connection, clock: world.clock })
  for (const finding of diagnostics) tellPeople(io.stderr, io.guard, renderDiagnostic(finding))
  return inLayers(given ? [own, found.own] : [found.own, own])
}

/** All of these, from what wins to what does not. */
export function inLayers(layers: readonly OwnHealth[]): OwnHealth {
  const [first, ...more] = layers.flatMap(({ ownRules }) => ownRules ?? [])
  if (first === undefined) return {}
  return { ownRules: more.length === 0 ? first : layeredRules([first, ...more]) }
}

/** Who is asked. */
interface Asking {
  readonly connection: Connection
  readonly world: Pick<CommandWorld, 'clock'>
  readonly io: HealthReading & Pick<Io, 'stderr' | 'guard'>
}

/** The flags of a run that judges by these rules. */
export function judgingBy<F extends { readonly operation: { readonly policy: object } }>(flags: F, own: OwnHealth): F {
  return { ...flags, operation: { ...flags.operation, policy: { ...flags.operation.policy, ...own } } }
}

/** What is said of rules in a cluster where none is asked. */
export function withoutCluster(
  found: FoundHealth,
  { why, hint }: { readonly why: string; readonly hint: string },
): FoundHealth {
  if (found.cluster === undefined) return found
  if (found.cluster.given) throw new UsageError(`--health-from=cluster means nothing here: ${why}`, hint)
  const message = `the health rules that healthFrom names are not known: ${why}`
  return { own: found.own, diagnostics: [{ code: 'HEALTH_RULE', severity: 'note', message, hint }] }
}
