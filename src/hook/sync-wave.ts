// The wave of an object, hook or not: Argo CD's annotation, else Helm's weight, else 0.
import type { KubeObject } from '../object/kube-object.ts'
import { ANNOTATIONS, annotation } from './annotations.ts'

/** Reads an integer as Go's Atoi does: an optional sign and decimal digits, nothing else; undefined otherwise. */
export function parseWave(text: string | undefined): number | undefined {
  if (text === undefined || !/^[+-]?\d+$/.test(text)) return undefined
  const wave = Number(text)
  return Number.isSafeInteger(wave) ? wave + 0 : undefined
}

/** The wave of an object (argo-cd:gitops-engine/pkg/sync/syncwaves/waves.go). */
export function syncWave(object: KubeObject): number {
  return (
    parseWave(annotation(object, ANNOTATIONS.syncWave)) ??
    parseWave(annotation(object, ANNOTATIONS.helmHookWeight)) ??
    0
  )
}
