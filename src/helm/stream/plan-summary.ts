// A rendered stream in a few lines: which phases and waves it holds, and what stays Helm's. Pure; asks no cluster.
import { syncWave } from '../../hook/sync-wave.ts'
import { SYNC_PHASES } from '../../hook/hook.ts'
import { renderDiagnostic } from '../../manifest/render-diagnostic.ts'
import { fateOf } from './document-fate.ts'
import type { EventReading } from './document-fate.ts'
import type { RenderedStream } from './stream.ts'

/** One line for each phase and wave in the order of a sync, then what is left to Helm, then all together. */
export function planSummary(stream: RenderedStream, reading: EventReading): readonly string[] {
  const errors = stream.diagnostics.filter(({ severity }) => severity === 'error')
  if (errors.length > 0) {
    // Not the lines of the source: they may hold secrets.
    return ['this stream cannot be driven:', ...errors.map((error) => renderDiagnostic(error).split('\n')[0] ?? '')]
  }
  const objects = stream.documents.flatMap(({ manifests }) => manifests.map(({ object }) => object))
  const planned = objects.map((object) => ({ wave: syncWave(object), fate: fateOf(object, reading) }))
  const ofKind = (kind: string): number => planned.filter(({ fate }) => fate.kind === kind).length
  const steps = SYNC_PHASES.flatMap((phase) => {
    const members = planned.filter(({ fate }) => fate.phases.includes(phase))
    const waves = [...new Set(members.map(({ wave }) => wave))].toSorted((a, b) => a - b)
    return waves.map((wave) => {
      const kinds = members.filter((member) => member.wave === wave).map(({ fate }) => fate.kind)
      const hooks = kinds.filter((kind) => kind === 'hook').length
      return `${phase} wave ${wave}: ${countBoth(kinds.length - hooks, hooks)}`
    })
  })
  const left = ofKind('left-alone')
  return [
    ...steps,
    ...(left === 0 ? [] : [`left to Helm: ${count(left, 'object')}`]),
    `together: ${countBoth(ofKind('sync'), ofKind('hook'))} in ${count(steps.length, 'step')}`,
  ]
}

function countBoth(resources: number, hooks: number): string {
  const parts = [
    ...(resources === 0 ? [] : [count(resources, 'resource')]),
    ...(hooks === 0 ? [] : [count(hooks, 'hook')]),
  ]
  return parts.length === 0 ? 'nothing' : parts.join(' and ')
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`
}
