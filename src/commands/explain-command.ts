// `kubectl hooksync explain KIND/NAME`: read → check → plan without a cluster → explain → tell. Wiring only.
import { EXIT_CODES } from '../errors.ts'
import type { ExitCode } from '../errors.ts'
import { tellPeople } from '../guard/tell.ts'
import type { Io } from '../io.ts'
import { explainableTargets, explainTask } from '../plan/explain-task.ts'
import { findExplained } from '../plan/explain/find-target.ts'
import { renderDiagnostic } from '../manifest/render-diagnostic.ts'
import { planSync } from '../plan/plan-sync.ts'
import { offlineContext, servedTypes } from '../rehearse/plan-offline.ts'
import { completeOptions } from '../sync/complete-options.ts'
import { cleanExplained, explainJson } from '../report/explain/explained.ts'
import { explainText } from '../report/explain/explain-text.ts'
import { healthWords } from '../report/explain/health-words.ts'
import { createStyle, styleKind } from '../report/style.ts'
import { SYNC_DEFAULTS } from '../sync/sync-options.ts'
import { readOwnHealthFlags } from './flags/own-health-flags.ts'
import type { FlagValues } from './flags/parse-flags.ts'
import { readConnectionFlags, readOperationFlags, readOutputFlags, readSourceFlags } from './flags/sync-flags.ts'
import { judgingBy, oddBeside, readOwnHealth, withoutCluster } from './own-health/own-health.ts'
import { tellInvalid } from './invalid-input.ts'
import { isError, readInput } from './read-input.ts'
import { REAL_WORLD } from './run-context.ts'
import { withSettings } from './settings/with-settings.ts'

/** Tells why one resource runs when it does; asks no cluster. */
export async function runExplain(values: FlagValues, io: Io): Promise<ExitCode> {
  return withSettings(values, { io, world: REAL_WORLD }, (settled) => explainSettled(settled.values, io))
}

const NO_CLUSTER = { why: 'explain asks no cluster', hint: 'write --health-from FILE' }

async function explainSettled(values: FlagValues, io: Io): Promise<ExitCode> {
  const output = readOutputFlags(values)
  const operation = readOperationFlags(values)
  const { namespace } = readConnectionFlags(values)
  const destination = namespace ?? SYNC_DEFAULTS.namespace
  const source = { ...readSourceFlags(values), empty: 'senseless' } as const
  const rules = withoutCluster(await readOwnHealth(readOwnHealthFlags(values), io), NO_CLUSTER)
  const read = await readInput(source, operation.policy, io)
  const input = { ...read, diagnostics: [...read.diagnostics, ...rules.diagnostics] }
  if (input.diagnostics.some(isError)) return tellInvalid(input, output, io, REAL_WORLD)
  const { manifests, digest: revision } = input
  const settings = { ...operation, namespace: destination, revision, app: undefined, startedAt: 0 }
  const options = completeOptions(settings, { clock: REAL_WORLD.clock }, manifests)
  const context = offlineContext(manifests, options)
  const view = { plan: planSync(manifests, context), manifests, context }
  const plurals = new Map(servedTypes(manifests).map(({ group, kind, plural }) => [`${group}/${kind}`, plural]))
  const target = findExplained(values.words[0], explainableTargets(view), { plurals, namespace })
  const { operation: judging } = judgingBy({ operation }, rules.own)
  const found = { ...explainTask(target, view), health: healthWords(target.object, judging) }
  const odd = await oddBeside(rules, input)
  for (const note of [...rules.diagnostics, ...odd]) tellPeople(io.stderr, io.guard, renderDiagnostic(note))
  io.guard.publish([destination])
  const explained = cleanExplained(found, io.guard.mask)
  const style = createStyle(styleKind(output.color, io.stdout, io.env))
  const wait = operation.wait ? 'last wave too' : 'hooks only'
  io.stdout.write(output.format === 'json' ? explainJson(explained) : explainText(explained, { style, wait }))
  return EXIT_CODES.succeeded
}
