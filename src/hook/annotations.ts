// Reads annotations as Argo CD reads them: comma-separated values, exact spelling. Knows no meaning.
import type { Json, KubeObject } from '../object/kube-object.ts'
import { isJsonObject } from '../object/kube-object.ts'

/** The annotations that we read. */
export const ANNOTATIONS = {
  hook: 'argocd.argoproj.io/hook',
  hookDeletePolicy: 'argocd.argoproj.io/hook-delete-policy',
  syncWave: 'argocd.argoproj.io/sync-wave',
  syncOptions: 'argocd.argoproj.io/sync-options',
  compareOptions: 'argocd.argoproj.io/compare-options',
  helmHook: 'helm.sh/hook',
  helmHookDeletePolicy: 'helm.sh/hook-delete-policy',
  helmHookWeight: 'helm.sh/hook-weight',
  resourcePolicy: 'helm.sh/resource-policy',
  timeout: 'hooksync.dev/timeout',
  failFast: 'hooksync.dev/fail-fast',
} as const

/**
 * The annotations of an object; null counts as empty text. Empty when one of them is neither: so reads the API
 * machinery (kubernetes/apimachinery:pkg/apis/meta/v1/unstructured, NestedNullCoercingStringMap), and the server refuses such an object.
 */
export function annotationsOf(object: KubeObject): Readonly<Record<string, string>> {
  const annotations: Json | undefined = object.metadata.annotations
  if (!isJsonObject(annotations)) return {}
  const texts = Object.entries(annotations).map(([name, value]) => [name, value ?? ''] as const)
  return texts.every(isText) ? Object.fromEntries(texts) : {}
}

function isText(entry: readonly [string, Json]): entry is readonly [string, string] {
  return typeof entry[1] === 'string'
}

/** The object with more annotations, or others in place of those that it has. */
export function withAnnotations(object: KubeObject, texts: Readonly<Record<string, string>>): KubeObject {
  return { ...object, metadata: { ...object.metadata, annotations: { ...annotationsOf(object), ...texts } } }
}

const NONE: readonly string[] = []

/** Splits on commas, trims, drops what is empty and repeated (argo-cd:gitops-engine/pkg/sync/resource/annotations.go). */
export function csv(value: string | undefined): readonly string[] {
  if (value === undefined) return NONE
  const words = value.split(',').map((word) => word.trim())
  return [...new Set(words.filter((word) => word !== ''))]
}
