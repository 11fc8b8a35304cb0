// Asks the server before the first write for the rights that nothing else has proven. What cannot be asked counts as allowed.
import type { Access } from '../../cluster/port.ts'
import type { Diagnostic } from '../../manifest/diagnostic.ts'
import { firstOf } from '../../object/one-line.ts'
import { shortKey } from '../../object/resource-key.ts'
import type { SyncTask } from '../../plan/sync-plan.ts'
import { taskPlace } from '../../plan/task-ref.ts'
import { mapLimit } from '../parallel.ts'
import type { GateReport } from './gate-report.ts'
import type { Run } from '../run.ts'
import { neededRights } from './needed-rights.ts'
import type { NeededRight } from './needed-rights.ts'

/** One error for each right that is missing, and all of them in a sentence; undefined: none is. */
export async function missingRights(
  run: Run,
  unchanged: GateReport['unchanged'],
): Promise<{ readonly diagnostics: readonly Diagnostic[]; readonly message: string } | undefined> {
  const missing = await mapLimit(neededRights(run, unchanged), run.options.concurrency, (right) =>
    whatIsMissing(run, right),
  )
  const rights = missing.flat()
  if (rights.length === 0) return undefined
  const message = `rights are missing: ${rights.map(({ access }) => accessText(access)).join(', ')}`
  return { diagnostics: rights.map(diagnosticOf), message }
}

/** A role may hold for single names only: those are asked for where the right to all of them is missing. */
async function whatIsMissing(run: Run, right: NeededRight): Promise<readonly NeededRight[]> {
  const { access, tasks } = right
  if ((await run.cluster.mayI(access)) !== 'no') return []
  if (access.name !== undefined || access.verb !== 'delete') return [right]
  const names = [...new Set(tasks.map(({ key }) => key.name))]
  const answers = await mapLimit(names, run.options.concurrency, (name) => run.cluster.mayI({ ...access, name }))
  const left = tasks.filter(({ key }) => answers[names.indexOf(key.name)] === 'no')
  return left.length === 0 ? [] : [{ access, tasks: left }]
}

function diagnosticOf({ access, tasks }: NeededRight): Diagnostic {
  const { verb, namespace } = access
  const [first] = tasks
  return {
    code: 'MISSING_RIGHT',
    severity: 'error',
    message: `you may not ${accessText(access)}: ${purpose(access, tasks)}`,
    ...taskPlace(first ?? {}),
    hint: `ask for a role that allows it; kubectl auth can-i ${verb} ${resourceName(access)}${namespace === '' ? '' : ` -n ${namespace}`}`,
  }
}

/** `watch jobs.batch in namespace shop` */
function accessText(access: Access): string {
  const { verb, namespace } = access
  return `${verb} ${resourceName(access)}${namespace === '' ? '' : ` in namespace ${namespace}`}`
}

/** `jobs.batch`, `pods`, `jobs.batch/migrate`: as kubectl takes it. */
function resourceName({ type, name }: Access): string {
  const kind = type.group === '' ? type.plural : `${type.plural}.${type.group}`
  return name === undefined ? kind : `${kind}/${name}`
}

function purpose({ verb }: Access, tasks: readonly SyncTask[]): string {
  const what = firstOf([...new Set(tasks.map(({ key }) => shortKey(key)))], 3)
  if (verb === 'watch') return `${what} could not be awaited`
  if (verb === 'delete') return `${what} could not be deleted`
  return `${what} could not be applied`
}
