// Previews in a lab of run-sync.ts, and plans that are saved there and run.
import type { KubeObject } from '../../src/object/kube-object.ts'
import type { Manifest } from '../../src/manifest/manifest.ts'
import { parseManifests } from '../../src/manifest/parse-manifests.ts'
import { preview } from '../../src/preview/preview.ts'
import type { Preview, PreviewMode } from '../../src/preview/preview.ts'
import { savePlan } from '../../src/preview/saved-plan.ts'
import type { SavedPlan } from '../../src/preview/plan-shape.ts'
import { clusterId } from '../../src/preview/cluster-id.ts'
import { syncPlanned } from '../../src/preview/sync-planned.ts'
import type { SyncEvent } from '../../src/sync/events.ts'
import { numberEvents } from '../../src/sync/number-events.ts'
import { exitCodeOf } from '../../src/sync/summary.ts'
import type { SyncOptions } from '../../src/sync/sync-options.ts'
import { manifestText, usualOptions } from './run-sync.ts'
import type { Lab } from './run-sync.ts'

/** How one preview differs from the usual. */
export interface PreviewRequest {
  readonly options?: Partial<SyncOptions>
  readonly mode?: PreviewMode
  readonly unselected?: readonly KubeObject[]
}

/** What came of it; without a preview `exitCode` and `events` say why. */
export interface PreviewRun {
  readonly preview: Preview | undefined
  readonly exitCode: number
  readonly events: readonly SyncEvent[]
  /** What was really written; there should be nothing. */
  readonly written: number
}

/** Previews these objects; each stands on a line of `in.yaml`. */
export async function previewIn(
  lab: Lab,
  objects: readonly KubeObject[],
  request: PreviewRequest = {},
): Promise<PreviewRun> {
  const events: SyncEvent[] = []
  const mark = lab.audit.length
  const world = { cluster: lab.cluster, clock: lab.clock }
  const made = await preview(manifestsOf(objects), world, optionsIn(lab, request.options), {
    mode: request.mode ?? 'live',
    unselected: manifestsOf(request.unselected ?? []),
    emit: numberEvents((event) => events.push(event)),
  })
  const written = lab.audit.slice(mark).filter(({ dryRun }) => !dryRun).length
  return { preview: made.preview, exitCode: exitCodeOf(made.summary), events, written }
}

/** `create Job/mig: reason`, then each of its fields by name. */
export function actions({ preview: made }: PreviewRun): readonly string[] {
  return (made?.tasks ?? []).map(({ task, action, reason, fields }) => {
    const names = fields.length === 0 ? '' : ` [${fields.map(({ field }) => field).join(' ')}]`
    return `${task.phase} ${action} ${task.key.kind}/${task.key.name}${reason === undefined ? '' : `: ${reason}`}${names}`
  })
}

/** Saves a plan of these objects. */
export async function planIn(
  lab: Lab,
  objects: readonly KubeObject[],
  request: PreviewRequest = {},
): Promise<SavedPlan> {
  const run = await previewIn(lab, objects, request)
  if (run.preview === undefined) throw new Error('no preview')
  const cluster = request.mode === 'offline' ? null : { server: null, id: await clusterId(lab.cluster) }
  const options = optionsIn(lab, request.options)
  return savePlan(run.preview, { options, revision: request.options?.revision, cluster, salt: 'c2FsdA==' })
}

/** Runs a saved plan; `differences` are why it was refused. */
export async function runPlanIn(
  lab: Lab,
  objects: readonly KubeObject[],
  { plan, options }: { readonly plan: SavedPlan; readonly options?: Partial<SyncOptions> },
): Promise<{
  readonly exitCode: number
  readonly differences: readonly string[]
  readonly written: readonly string[]
}> {
  const events: SyncEvent[] = []
  const mark = lab.audit.length
  const world = { cluster: lab.cluster, clock: lab.clock }
  const planned = { plan, revision: options?.revision, emit: numberEvents((event) => events.push(event)) }
  const summary = await syncPlanned(manifestsOf(objects), world, optionsIn(lab, options), planned)
  return {
    exitCode: exitCodeOf(summary),
    differences: events.flatMap((event) =>
      event.type === 'diagnostic' ? [`${event.diagnostic.code} ${event.diagnostic.message}`] : [],
    ),
    written: lab.audit
      .slice(mark)
      .filter(({ dryRun, code, user }) => !dryRun && code < 300 && user === 'hooksync')
      .map(({ verb, kind, name }) => `${verb} ${kind}/${name}`),
  }
}

function optionsIn(lab: Lab, options: Partial<SyncOptions> = {}): SyncOptions {
  return { ...usualOptions(lab.clock.now(), new AbortController().signal), ...options }
}

function manifestsOf(objects: readonly KubeObject[]): readonly Manifest[] {
  return parseManifests([{ name: 'in.yaml', text: manifestText(objects) }]).manifests
}
