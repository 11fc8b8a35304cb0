// The wave of an object, hook or not: Argo CD's annotation, else Helm's weight, else 0.
import type { AnnotationFacts, Directives } from './directives.ts'

/** Reads an integer as Go's Atoi does: an optional sign and decimal digits, nothing else; undefined otherwise. */
export function parseWave(text: string | undefined): number | undefined {
  if (text === undefined || !/^[+-]?\d+$/.test(text)) return undefined
  const wave = Number(text)
  return Number.isSafeInteger(wave) ? wave + 0 : undefined
}

/** The wave of an object (argo-cd:gitops-engine/pkg/sync/syncwaves/waves.go). */
export function readWave({ syncWave, helmHookWeight }: AnnotationFacts): Directives['wave'] {
  const wave = parseWave(syncWave?.value)
  if (wave !== undefined) return { value: wave, from: syncWave }
  const weight = parseWave(helmHookWeight?.value)
  return weight === undefined ? { value: 0, from: undefined } : { value: weight, from: helmHookWeight }
}
