// `kubectl hooksync explain KIND/NAME`: read → check → plan without a cluster → explain → tell. Wiring only.
import { assumedTypes } from '../simulator/kinds/assumed-types.ts'
import { BUILT_IN_TYPES } from '../simulator/kinds/resource-types.ts'
import type { ResourceType } from '../cluster/port.ts'
import { EXIT_CODES } from '../errors.ts'
import type { ExitCode } from '../errors.ts'
import type { Io } from '../io.ts'
import { explainableTargets, explainTask } from '../plan/explain-task.ts'
import type { PlanView } from '../plan/explain-task.ts'
import { findTarget } from '../plan/explain/find-target.ts'
import { planSync, typeKey, usedNamespaces } from '../plan/plan-sync.ts'
import { NO_PRUNE } from '../plan/sync-plan.ts'
import type { PlanContext } from '../plan/sync-plan.ts'
import { cleanExplained, explainJson } from '../report/explain/explained.ts'
import { explainText } from '../report/explain/explain-text.ts'
import { healthWords } from '../report/explain/health-words.ts'
import { createStyle, styleKind } from '../report/style.ts'
import type { FlagValues } from './flags/parse-flags.ts'
import type { OperationFlags } from './flags/sync-flags.ts'
import { readConnectionFlags, readOperationFlags, readOutputFlags, readSourceFlags } from './flags/sync-flags.ts'
import { tellInvalid } from './invalid-input.ts'
import { isError, readInput } from './read-input.ts'
import type { Input } from './read-input.ts'
import { REAL_WORLD } from './run-context.ts'

/** Runs the command. */
export async function runExplain(values: FlagValues, io: Io): Promise<ExitCode> {
  const output = readOutputFlags(values)
  const operation = readOperationFlags(values)
  const { namespace } = readConnectionFlags(values)
  const destination = namespace ?? 'default'
  const source = { ...readSourceFlags(values), empty: 'senseless' } as const
  const input = await readInput(source, operation.argoCompat ? 'as Argo CD' : 'checked', io)
  if (input.diagnostics.some(isError)) return tellInvalid(input, output, io, REAL_WORLD)
  const types = servedTypes(input)
  const view = planWithoutCluster(input, types, { operation, namespace: destination })
  const plurals = new Map(types.map(({ group, kind, plural }) => [`${group}/${kind}`, plural]))
  const target = findTarget(values.words[0], explainableTargets(view), { plurals, namespace })
  const found = { ...explainTask(target, view), health: healthWords(target.object, operation) }
  io.guard.publish([destination])
  const explained = cleanExplained(found, io.guard.mask)
  const style = createStyle(styleKind(output.color, io.stdout, io.env))
  const wait = operation.wait ? 'last wave too' : 'hooks only'
  io.stdout.write(output.format === 'json' ? explainJson(explained) : explainText(explained, { style, wait }))
  return EXIT_CODES.succeeded
}

/** What the API server of a plain cluster serves, and what the manifests take for granted. */
function servedTypes({ manifests }: Input): readonly ResourceType[] {
  return [...BUILT_IN_TYPES, ...assumedTypes(manifests.map(({ object }) => object))]
}

function planWithoutCluster(
  { manifests, digest }: Input,
  types: readonly ResourceType[],
  options: { readonly operation: OperationFlags; readonly namespace: string },
): PlanView {
  const { hooks, argoCompat, syncOptions } = options.operation
  const typesByKey = new Map(types.map((type) => [typeKey(type), type]))
  const context: PlanContext = {
    namespace: options.namespace,
    revision: digest,
    startedAt: 0,
    types: typesByKey,
    namespaceExists: false,
    absentNamespaces: usedNamespaces(manifests, { types: typesByKey, namespace: options.namespace }),
    hooks,
    argoCompat,
    createNamespace: syncOptions.createNamespace,
    skipDryRunOnMissingResource: syncOptions.skipDryRunOnMissingResource,
    replace: syncOptions.replace,
    force: syncOptions.force,
    validate: syncOptions.validate,
    prune: NO_PRUNE,
    helm: 'both',
    app: undefined,
  }
  return { plan: planSync(manifests, context), manifests, context }
}
