// What a deletion would do, in order, object by object, and what it leaves. Runs the deletion's own plan and gate, and deletes nothing.
import { lookAtDeletion } from '../inventory/owned-delete.ts'
import type { PreparedDeletion } from '../inventory/owned-delete.ts'
import type { Manifest } from '../manifest/manifest.ts'
import { defined } from '../object/defined.ts'
import type { End } from '../sync/end.ts'
import { runGate } from '../sync/gate/run-gate.ts'
import type { Run, World } from '../sync/run.ts'
import { orStopped } from '../sync/stop.ts'
import { operate } from '../sync/sync.ts'
import type { SyncOptions } from '../sync/sync-options.ts'
import { notRun } from './not-run.ts'
import { previewOf } from './preview.ts'
import type { Preview, Previewed, PreviewRequest } from './preview.ts'

/** Makes the preview of a deletion that is planned. Throws nothing but bugs. */
export async function previewDeletion(
  manifests: readonly Manifest[],
  world: World,
  options: SyncOptions,
  { prepared, unselected, emit }: Omit<PreviewRequest, 'mode'> & { readonly prepared: PreparedDeletion },
): Promise<Previewed> {
  const { plan, fate } = prepared
  let made: Preview | undefined
  const work = async (run: Run): Promise<End | undefined> => {
    // What is kept is in the preview itself.
    const tell: Run['emit'] = (event) => {
      if (event.type !== 'diagnostic' || event.diagnostic.code !== 'KEPT') run.emit(event)
    }
    const wrong = await lookAtDeletion({ ...run, emit: tell })
    if (wrong !== undefined) return wrong
    const gate = await orStopped(runGate(run, 'told'), run.stop)
    if (gate?.end?.phase === 'Succeeded') {
      made = {
        ...previewOf(gate.run, 'live'),
        notRun: notRun([], unselected, options),
        kept: plan.kept,
        ...defined({ fate }),
      }
    }
    return gate?.end?.reason === 'gate' ? { ...gate.end, message: 'what is told above stands against it' } : gate?.end
  }
  const operation = { emit, work, prepared, operation: 'delete' } as const
  const summary = await operate(manifests, world, { ...options, dryRun: 'server' }, operation)
  return made === undefined ? { summary } : { summary, preview: made }
}
