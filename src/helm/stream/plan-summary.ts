// A rendered stream in a few lines: which phases and waves it holds, and what stays Helm's. Reads only what takes no time.
import type { HelmReading } from '../../hook/hook-type.ts'
import { readDirectives } from '../../hook/read-directives.ts'
import { SYNC_PHASES } from '../../hook/hook.ts'
import { decodeSource } from '../../manifest/decode-source.ts'
import type { Manifest } from '../../manifest/manifest.ts'
import { soundManifests } from '../../manifest/sound-manifests.ts'
import { handlingOf } from './document-handling.ts'
import { count } from '../../report/task-text.ts'

/** What is read within some milliseconds; most charts render less. */
const MOST_BYTES = 64_000

/**
 * What a stream holds: a line for each phase and wave in the order of a sync, then what is left to Helm, then all together.
 * Helm waits meanwhile, so the YAML library is not loaded: what only that can read is counted.
 */
export function planSummary(bytes: Uint8Array, reading: HelmReading): readonly string[] {
  if (bytes.length > MOST_BYTES) return [unread(`${(bytes.length / 1_000_000).toFixed(1)} MB`)]
  const { source } = decodeSource('<stdin>', bytes)
  if (source === undefined) return [unread('a text that is not UTF-8')]
  const found = source.text.split(/^(?=---)/m).map((text) => soundManifests([{ ...source, text }]))
  const missing = found.filter((manifests) => manifests === undefined).length
  const lines = describe(
    found.flatMap((manifests) => manifests ?? []),
    reading,
  )
  return missing === 0 ? lines : [...lines, unread(count(missing, 'document'))]
}

function unread(what: string): string {
  return `not read in a dry run: ${what}; helm template … | kubectl hooksync plan -f - --offline does it`
}

function describe(manifests: readonly Manifest[], reading: HelmReading): readonly string[] {
  const planned = manifests.map(({ object }) => {
    const directives = readDirectives(object)
    return { wave: directives.wave.value, handling: handlingOf(directives, reading) }
  })
  const ofKind = (kind: string): number => planned.filter(({ handling }) => handling.kind === kind).length
  const steps = SYNC_PHASES.flatMap((phase) => {
    const members = planned.filter(({ handling }) => handling.phases.includes(phase))
    const waves = [...new Set(members.map(({ wave }) => wave))].toSorted((a, b) => a - b)
    return waves.map((wave) => {
      const kinds = members.filter((member) => member.wave === wave).map(({ handling }) => handling.kind)
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
